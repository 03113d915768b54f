// SPDX-License-Identifier: BSL-1.0
// The file that keeps two nodes out of one directory.
#include "pid_lock.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

[[noreturn]] void fail(const std::string& path, const char* what)
{
    throw std::runtime_error("PID lock file " + path + ": " + what + ": " + std::strerror(errno));
}

struct flock whole_file() noexcept
{
    struct flock lock { };
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

[[noreturn]] void fail_locked(const std::string& path, int fd)
{
    auto lock = whole_file();
    const bool known = ::fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    throw std::runtime_error(
        "PID lock file " + path + ": locked by " +
        (known ? "process " + std::to_string(lock.l_pid) : std::string("another process")) +
        "; is another node running in this directory?");
}

UniqueFd open_locked(const std::string& path)
{
    UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!file)
        fail(path, "cannot open");
    auto lock = whole_file();
    if (::fcntl(file.get(), F_SETLK, &lock) != 0) {
        if (errno == EACCES || errno == EAGAIN)
            fail_locked(path, file.get());
        fail(path, "cannot lock");
    }
    return file;
}

// The former owner may have deleted the file after it was opened here and before it was locked.
bool still_there(const std::string& path, int fd) noexcept
{
    struct stat by_name { };
    struct stat opened { };
    return ::stat(path.c_str(), &by_name) == 0 && ::fstat(fd, &opened) == 0 &&
        by_name.st_dev == opened.st_dev && by_name.st_ino == opened.st_ino;
}

} // namespace

PidLock::PidLock(std::string path) : path_(std::move(path)), owner_(::getpid())
{
    do
        file_ = open_locked(path_);
    while (!still_there(path_, file_.get()));
    write_pid();
}

PidLock::~PidLock()
{
    if (::getpid() == owner_)
        ::unlink(path_.c_str());
}

void PidLock::write_pid()
{
    const auto text = std::to_string(owner_) + '\n';
    if (::ftruncate(file_.get(), 0) != 0 ||
        ::write(file_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        fail(path_, "cannot write");
}

} // namespace dmq::node_app
