// SPDX-License-Identifier: BSL-1.0
// The limit: what the kernel costs. One epoll loop, one ring, one channel; answers the same bytes
// as a node to legacy Push, Pop, Produce, Consume and to neo Push, Pop, Consume, and nothing else.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>

namespace {

using Byte = std::uint8_t;

constexpr std::size_t ring_size = std::size_t{1} << 30; // bytes
constexpr std::size_t read_size = 256 * 1024;
constexpr std::size_t lease_size = 64 * 1024; // one send of a legacy Consume
constexpr std::size_t batch_size = 128 * 1024; // one message of a neo Consume

[[noreturn]] void die(const char* what)
{
    std::perror(what);
    std::exit(1);
}

std::uint64_t u64_at(const Byte* from)
{
    std::uint64_t value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

/// Records in wire layout, at offsets that do not wrap: the memory is mapped twice in a row.
class Ring {
public:
    Ring()
    {
        const int fd = ::memfd_create("limit", 0);
        if (fd < 0 || ::ftruncate(fd, ring_size) != 0)
            die("memfd_create");
        void* area = ::mmap(nullptr, 2 * ring_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        data_ = static_cast<Byte*>(area);
        for (Byte* half : {data_, data_ + ring_size}) {
            if (::mmap(half, ring_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) ==
                MAP_FAILED)
                die("mmap");
        }
        ::close(fd);
    }

    bool append(const Byte* run, std::size_t size)
    {
        if (tail_ - head_ + size > ring_size)
            return false;
        std::memcpy(data_ + tail_ % ring_size, run, size);
        tail_ += size;
        return true;
    }
    const Byte* at(std::uint64_t offset) const { return data_ + offset % ring_size; }
    std::uint64_t head() const { return head_; }
    std::uint64_t tail() const { return tail_; }
    void drop_before(std::uint64_t offset) { head_ = offset; }
    /// Nothing is held and nobody has an offset: warm memory is used again.
    void rewind() { head_ = tail_ = 0; }
    /// Whole records from `from` on that fit into `limit` bytes, at least one.
    std::uint64_t run_end(std::uint64_t from, std::size_t limit) const
    {
        if (tail_ - from <= limit)
            return tail_;
        std::uint64_t end = from;
        for (;;) {
            const std::uint64_t next = end + 8 + u64_at(at(end));
            if (next - from > limit)
                return end == from ? next : end;
            end = next;
        }
    }

private:
    Byte* data_;
    std::uint64_t head_ = 0;
    std::uint64_t tail_ = 0;
};

enum class State : std::uint8_t { version, timestamp, credentials, commands, produce };

/// Where the consumers of one name go on.
struct Subscriber {
    std::string name;
    std::uint64_t next = 0;
    unsigned consumers = 0;
};

struct Connection {
    int fd = -1;
    bool neo = false;
    State state = State::commands;
    bool wants_output = false;
    std::vector<Byte> rest; // received, not yet whole
    std::vector<Byte> out;
    std::size_t out_sent = 0;
    Subscriber* subscriber = nullptr; // a consumer
    std::uint64_t consume_id = 0; // of a neo Consume
    bool may_send = true; // a neo Consume: Continue has come
    std::uint64_t lent = 0; // ring bytes that are being sent, up to lent_end
    std::uint64_t lent_end = 0;

    void put(const void* bytes, std::size_t size)
    {
        const auto* from = static_cast<const Byte*>(bytes);
        out.insert(out.end(), from, from + size);
    }
    void put_header(Byte type, std::uint64_t length)
    {
        std::array<Byte, 10> header{type};
        std::memcpy(header.data() + 1, &length, sizeof length);
        for (std::size_t i = 0; i < 9; ++i)
            header[9] ^= header[i];
        put(header.data(), header.size());
    }
    void put_message(std::uint64_t id, const void* payload, std::size_t size, std::size_t more = 0)
    {
        put_header(1, 8 + size + more);
        put(&id, sizeof id);
        put(payload, size);
    }
    void put_code(std::uint64_t id, int code)
    {
        const auto byte = static_cast<Byte>(code);
        put_message(id, &byte, 1);
    }
    void put_status(std::int32_t status) { put(&status, sizeof status); }
    bool sending() const { return out_sent < out.size() || lent < lent_end; }
};

/// Takes byte strings off the front of a message; ok is false once one is cut off.
struct Parser {
    const Byte* at;
    const Byte* end;
    bool ok = true;

    std::string_view array()
    {
        if (end - at < 8 || u64_at(at) > static_cast<std::uint64_t>(end - at - 8)) {
            ok = false;
            return {};
        }
        const std::uint64_t size = u64_at(at);
        const std::string_view found(reinterpret_cast<const char*>(at + 8), size);
        at += 8 + size;
        return found;
    }
};

class Server {
public:
    void listen(const char* address, bool neo)
    {
        const int fd = address[0] == '/' ? bind_unix(address) : bind_port(std::atoi(address));
        if (::listen(fd, 2048) != 0)
            die("listen");
        listeners_.emplace(fd, neo);
        watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }

    void run()
    {
        std::array<epoll_event, 512> events;
        for (;;) {
            const int timeout = pump() ? 0 : -1;
            const int count = ::epoll_wait(epoll_, events.data(), events.size(), timeout);
            for (int i = 0; i < count; ++i)
                handle(events[static_cast<std::size_t>(i)]);
        }
    }

private:
    void watch(int fd, std::uint32_t events, int operation) const
    {
        epoll_event event{};
        event.events = events;
        event.data.fd = fd;
        ::epoll_ctl(epoll_, operation, fd, &event);
    }

    static int bind_port(int port)
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(static_cast<std::uint16_t>(port));
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0)
            die("bind");
        socklen_t size = sizeof name;
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size);
        std::printf("%d\n", ntohs(name.sin_port));
        return fd;
    }

    static int bind_unix(const char* path)
    {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::strncpy(name.sun_path, path, sizeof name.sun_path - 1);
        ::unlink(path);
        if (::bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0)
            die("bind");
        std::printf("%s\n", path);
        return fd;
    }

    void accept(int listener, bool neo)
    {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return;
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto connection = std::make_unique<Connection>();
        connection->fd = fd;
        connection->neo = neo;
        connection->state = neo ? State::version : State::commands;
        connections_[fd] = std::move(connection);
        watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }

    void handle(const epoll_event& event)
    {
        if (const auto listener = listeners_.find(event.data.fd); listener != listeners_.end())
            return accept(listener->first, listener->second);
        const auto found = connections_.find(event.data.fd);
        if (found == connections_.end())
            return;
        Connection& c = *found->second;
        const bool open = (!(event.events & EPOLLOUT) || send(c)) &&
            (!(event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) || receive(c));
        if (!open)
            close(c);
    }

    bool receive(Connection& c)
    {
        const std::size_t kept = c.rest.size();
        if (buffer_.size() < kept + read_size)
            buffer_.resize(kept + read_size);
        std::ranges::copy(c.rest, buffer_.begin());
        const ssize_t size = ::recv(c.fd, buffer_.data() + kept, read_size, 0);
        if (size <= 0)
            return size < 0 && (errno == EAGAIN || errno == EINTR);
        const std::size_t total = kept + static_cast<std::size_t>(size);
        const std::ptrdiff_t used = parse(c, buffer_.data(), total);
        if (used < 0)
            return false;
        c.rest.assign(buffer_.data() + used, buffer_.data() + total);
        return send(c);
    }

    /// Bytes used; -1: not understood.
    std::ptrdiff_t parse(Connection& c, const Byte* data, std::size_t size)
    {
        std::size_t used = 0;
        for (;;) {
            const std::ptrdiff_t step = c.neo ? neo(c, data + used, size - used)
                : c.state == State::produce   ? produce(c, data + used, size - used)
                                              : legacy(c, data + used, size - used);
            if (step < 0)
                return -1;
            if (step == 0)
                return static_cast<std::ptrdiff_t>(used);
            used += static_cast<std::size_t>(step);
        }
    }

    std::ptrdiff_t legacy(Connection& c, const Byte* data, std::size_t size)
    {
        if (size < 4)
            return 0;
        std::int32_t command;
        std::memcpy(&command, data, sizeof command);
        Parser in{data + 4, data + size};
        in.array(); // the channel
        const Byte* const value = in.at;
        if (command == 1)
            in.array();
        if (!in.ok)
            return 0;
        switch (command) {
        case 1:
            c.put_status(store(value, in.at) ? 200 : 407);
            break;
        case 2:
            c.put_status(200);
            pop(c);
            break;
        case 6:
            c.put_status(200);
            subscribe(c, "");
            break;
        case 10:
            c.put_status(200);
            c.state = State::produce;
            break;
        default:
            return -1;
        }
        return in.at - data;
    }

    std::ptrdiff_t produce(Connection& c, const Byte* data, std::size_t size)
    {
        std::size_t run = 0;
        while (size - run >= 8 && u64_at(data + run) != 0 && u64_at(data + run) <= size - run - 8)
            run += 8 + u64_at(data + run);
        if (run > 0)
            return store(data, data + run) ? static_cast<std::ptrdiff_t>(run) : -1;
        if (size < 8 || u64_at(data) != 0)
            return 0;
        c.state = State::commands;
        return 8;
    }

    std::ptrdiff_t neo(Connection& c, const Byte* data, std::size_t size)
    {
        if (c.state == State::version) {
            const Byte version = 1;
            c.put(&version, size ? 1 : 0);
            c.state = size ? State::timestamp : State::version;
            return size ? 1 : 0;
        }
        if (size < 10 || u64_at(data + 1) > size - 10)
            return 0;
        const std::uint64_t body = u64_at(data + 1);
        if (c.state == State::commands) {
            if (data[0] != 1 || body < 9 || !request(c, data + 10, data + 10 + body))
                return -1;
        } else {
            log_in(c);
        }
        return static_cast<std::ptrdiff_t>(10 + body);
    }

    /// Everybody may come in.
    static void log_in(Connection& c)
    {
        const Byte nonce[] = {1, 2, 3, 4};
        const bool first = c.state == State::timestamp;
        c.put_header(2, first ? 4 : 1);
        c.put(nonce, first ? 4 : 1);
        c.state = first ? State::credentials : State::commands;
    }

    bool request(Connection& c, const Byte* body, const Byte* end)
    {
        const std::uint64_t id = u64_at(body);
        const Byte* const payload = body + 8;
        if (c.subscriber && id == c.consume_id)
            return control(c, *payload);
        if (end - payload < 3)
            return false;
        c.put_code(id, -3);
        Parser in{payload + (payload[0] == 1 ? 3 : 2), end};
        switch (payload[0]) {
        case 1: {
            for (Byte i = 0; i < payload[2]; ++i)
                in.array();
            const Byte* const value = in.at;
            in.array();
            c.put_code(id, in.ok && store(value, in.at) ? 1 : 2);
            return in.ok;
        }
        case 2:
            neo_pop(c, id);
            return true;
        case 6:
            in.array();
            c.consume_id = id;
            subscribe(c, in.array());
            c.put_code(id, 1);
            return in.ok;
        default:
            return false;
        }
    }

    bool control(Connection& c, Byte code)
    {
        if (code == 1) {
            c.may_send = true;
            return true;
        }
        unsubscribe(c);
        c.put_code(c.consume_id, 4);
        return code == 2;
    }

    bool store(const Byte* run, const Byte* end)
    {
        return ring_.append(run, static_cast<std::size_t>(end - run));
    }

    void pop(Connection& c)
    {
        const std::uint64_t none = 0;
        if (ring_.head() == ring_.tail())
            return c.put(&none, sizeof none);
        const std::uint64_t size = 8 + u64_at(ring_.at(ring_.head()));
        c.put(ring_.at(ring_.head()), size);
        forget(ring_.head() + size);
    }

    void neo_pop(Connection& c, std::uint64_t id)
    {
        if (ring_.head() == ring_.tail())
            return c.put_code(id, 2);
        const std::uint64_t size = 8 + u64_at(ring_.at(ring_.head()));
        const Byte popped = 1;
        c.put_message(id, &popped, 1, size);
        c.put(ring_.at(ring_.head()), size);
        forget(ring_.head() + size);
    }

    void forget(std::uint64_t before)
    {
        if (before == ring_.tail() && subscribers_.empty())
            ring_.rewind();
        else
            ring_.drop_before(before);
    }

    void subscribe(Connection& c, std::string_view name)
    {
        const auto found = std::ranges::find(subscribers_, name, [](auto& s) { return s->name; });
        if (found == subscribers_.end()) {
            subscribers_.push_back(std::make_unique<Subscriber>());
            *subscribers_.back() = {std::string(name), ring_.head(), 0};
            c.subscriber = subscribers_.back().get();
        } else {
            c.subscriber = found->get();
        }
        ++c.subscriber->consumers;
        consumers_.push_back(&c);
    }

    void unsubscribe(Connection& c)
    {
        if (!c.subscriber)
            return;
        std::erase(consumers_, &c);
        if (--c.subscriber->consumers == 0)
            std::erase_if(subscribers_, [&](auto& s) { return s.get() == c.subscriber; });
        c.subscriber = nullptr;
        if (subscribers_.empty() && ring_.head() == ring_.tail())
            ring_.rewind();
    }

    /// Gives records to every consumer that can take them. True: there is more to be given.
    bool pump()
    {
        bool more = false;
        for (std::size_t i = 0; i < consumers_.size(); ++i) {
            Connection& c = *consumers_[i];
            if (c.sending() || !c.may_send || c.subscriber->next == ring_.tail())
                continue;
            lend(c);
            if (!send(c)) {
                close(c);
                --i;
                continue;
            }
            more = more || (!c.sending() && c.may_send && c.subscriber->next != ring_.tail());
        }
        free_ring();
        return more;
    }

    void lend(Connection& c)
    {
        Subscriber& from = *c.subscriber;
        const std::uint64_t end = ring_.run_end(from.next, c.neo ? batch_size : lease_size);
        if (c.neo) {
            std::array<Byte, 9> head{3};
            const std::uint64_t size = end - from.next;
            std::memcpy(head.data() + 1, &size, sizeof size);
            c.put_message(c.consume_id, head.data(), head.size(), size);
            c.may_send = false;
        }
        c.lent = from.next;
        c.lent_end = from.next = end;
    }

    void free_ring()
    {
        if (consumers_.empty())
            return;
        std::uint64_t oldest = ring_.tail();
        for (const auto& subscriber : subscribers_)
            oldest = std::min(oldest, subscriber->next);
        for (const Connection* c : consumers_) {
            if (c->lent < c->lent_end)
                oldest = std::min(oldest, c->lent);
        }
        ring_.drop_before(oldest);
        if (oldest != ring_.tail())
            return;
        ring_.rewind();
        for (const auto& subscriber : subscribers_)
            subscriber->next = 0;
    }

    bool send(Connection& c)
    {
        while (c.sending()) {
            std::array<iovec, 2> iov{
                iovec{c.out.data() + c.out_sent, c.out.size() - c.out_sent},
                iovec{const_cast<Byte*>(ring_.at(c.lent)), c.lent_end - c.lent}};
            msghdr message{};
            message.msg_iov = iov.data();
            message.msg_iovlen = iov.size();
            const ssize_t size = ::sendmsg(c.fd, &message, MSG_NOSIGNAL);
            if (size < 0) {
                if (errno != EAGAIN)
                    return errno == EINTR;
                break;
            }
            const std::size_t own = std::min(static_cast<std::size_t>(size),
                                             c.out.size() - c.out_sent);
            c.out_sent += own;
            c.lent += static_cast<std::size_t>(size) - own;
        }
        if (!c.sending()) {
            c.out.clear();
            c.out_sent = 0;
            c.lent = c.lent_end = 0;
        }
        if (c.sending() != c.wants_output) {
            c.wants_output = c.sending();
            watch(c.fd, c.wants_output ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
        }
        return true;
    }

    void close(Connection& c)
    {
        unsubscribe(c);
        ::close(c.fd);
        connections_.erase(c.fd);
    }

    int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    Ring ring_;
    std::vector<Byte> buffer_;
    std::unordered_map<int, bool> listeners_; // whether it speaks neo
    std::unordered_map<int, std::unique_ptr<Connection>> connections_;
    std::vector<std::unique_ptr<Subscriber>> subscribers_;
    std::vector<Connection*> consumers_;
};

} // namespace

int main(int count, char** words)
{
    if (count != 3) {
        std::fprintf(stderr,
                     "usage: dmq-limit LEGACY NEO: ports (0: any) or paths of sockets\n"
                     "prints what it listens on, one a line\n");
        return 2;
    }
    Server server;
    server.listen(words[1], false);
    server.listen(words[2], true);
    std::fflush(stdout);
    server.run();
}
