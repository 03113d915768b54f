# SPDX-License-Identifier: BSL-1.0
"""The servers that are compared: how each is started, and where it listens then."""
import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time

LOCAL = 'local:'  # before HOST:PORT: the node's UNIX-domain socket that belongs to it
START_TIMEOUT = 20  # seconds
STOP_TIMEOUT = 60


def free_port():
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def accepts(address):
    """Whether somebody listens at HOST:PORT or at the path of a socket."""
    family = socket.AF_UNIX if address.startswith('/') else socket.AF_INET
    with socket.socket(family) as probe:
        host, _, port = address.rpartition(':')
        return probe.connect_ex(address if family == socket.AF_UNIX
                                else (host, int(port))) == 0


class Server:
    """One process. `addresses` maps the dialects it speaks to where it does."""
    name = ''
    program = ''
    dialects = ()

    def __init__(self, folder):
        self.folder = os.path.join(folder, self.name)
        self.addresses = {}
        self.process = None

    def present(self):
        """Whether the program is installed or built."""
        return shutil.which(self.program) is not None

    def command(self):
        """The command line; may write files into the folder, which is the working directory."""
        raise NotImplementedError

    def start(self):
        """Returns when the server accepts connections."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        address = f'127.0.0.1:{free_port()}'
        self.addresses = {dialect: address for dialect in self.dialects}
        self.launch()

    def launch(self):
        """Starts the process in its folder as it is."""
        with open(os.path.join(self.folder, 'output'), 'wb') as output:
            self.process = subprocess.Popen(self.command(), cwd=self.folder, stdout=output,
                                            stderr=subprocess.STDOUT)
        give_up = time.monotonic() + START_TIMEOUT
        for address in {each for each in self.addresses.values() if not each.startswith(LOCAL)}:
            while not accepts(address):
                if self.process.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError(f'{self.name} does not listen at {address}; '
                                       f'see {self.folder}/output')
                time.sleep(0.02)

    def stop(self):
        """Ends the process; kills it if it does not end by itself."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    @property
    def pid(self):
        """Of the running process."""
        return self.process.pid

    def port(self):
        """Of the one address there is."""
        return next(iter(self.addresses.values())).rpartition(':')[2]

    def write(self, path, text):
        """Makes a file in the folder."""
        full = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(full, 0o600)


class OurServer(Server):
    """Speaks both protocols, each at an address of its own."""
    build = ''  # the folder with bin/

    def __init__(self, folder):
        super().__init__(folder)
        self.program = os.path.join(self.build, 'bin', self.program)

    def launch(self):
        self.addresses = {'legacy': f'127.0.0.1:{free_port()}', 'neo': f'127.0.0.1:{free_port()}'}
        super().launch()

    def ports(self):
        """Legacy and neo."""
        return [self.addresses[each].rpartition(':')[2] for each in ('legacy', 'neo')]


class Limit(OurServer):
    """bench/limit: what the kernel costs."""
    name = 'limit'
    program = 'dmq-limit'

    def command(self):
        return [self.program, *self.ports()]


class DmqNode(OurServer):
    """The node, as ./dev run starts it, with one loop."""
    name = 'dmqnode'
    program = 'dmqnode'
    threads = 1
    io_uring = 'true'
    key = secrets.token_hex(128)  # the same for all variants of the node

    def launch(self):
        super().launch()
        for dialect in ('legacy', 'neo'):
            self.addresses[f'{dialect}-local'] = LOCAL + self.addresses[dialect]

    def command(self):
        legacy, neo = self.ports()
        os.makedirs(os.path.join(self.folder, 'log'), exist_ok=True)
        self.write('etc/config.ini', f'''[Server]
address = 127.0.0.1
port = {legacy}
neoport = {neo}
unix_socket_path = admin.socket
channel_size_limit = {2 << 30}
threads = {self.threads}
io_uring = {self.io_uring}
''')
        if not os.path.exists(self.credentials()):
            self.write('etc/credentials', f'bench:{self.key}\n')
        return [self.program, '-c', 'etc/config.ini']

    def credentials(self):
        """The file that dmq-load logs in with; the limit server lets everybody in."""
        return os.path.join(self.folder, 'etc/credentials')


class DmqNodeEpoll(DmqNode):
    """The same as it is where the system has no io_uring."""
    name = 'dmqnode-epoll'
    io_uring = 'false'


def other_build(folder):
    """The class of a node that was built elsewhere; it is called as its folder is."""
    build = os.path.abspath(folder)
    return type('OtherBuild', (DmqNode,), {'name': os.path.basename(build), 'build': build})


class Redis(Server):
    name = 'redis'
    program = 'redis-server'
    dialects = ('redis', 'redis-stream')

    def command(self):
        return [self.program, '--bind', '127.0.0.1', '--port', self.port(), '--save', '',
                '--appendonly', 'no', '--proto-max-bulk-len', '64mb']


class Nats(Server):
    name = 'nats'
    program = 'nats-server'
    dialects = ('nats', 'jetstream')

    def command(self):
        self.write('nats.conf', f'''listen: 127.0.0.1:{self.port()}
max_payload: 8MB
max_pending: 256MB
jetstream {{ store_dir: "store", max_memory_store: 4GB }}
''')
        return [self.program, '-c', 'nats.conf']


class Beanstalkd(Server):
    name = 'beanstalkd'
    program = 'beanstalkd'
    dialects = ('beanstalkd',)

    def command(self):
        return [self.program, '-l', '127.0.0.1', '-p', self.port(), '-z', '11000000']


class Memcached(Server):
    name = 'memcached'
    program = 'memcached'
    dialects = ('memcached',)

    def command(self):
        return [self.program, '-l', '127.0.0.1', '-p', self.port(), '-t', '1', '-m', '3072',
                '-u', getpass.getuser()]


ALL = (Limit, DmqNode, DmqNodeEpoll, Redis, Nats, Beanstalkd, Memcached)
