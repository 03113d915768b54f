// SPDX-License-Identifier: BSL-1.0
#include "inspected_file.hpp"

#include "failure.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace dmq::cli {

InspectedFile::InspectedFile(std::filesystem::path path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC))
{
    struct stat status { };
    if (file_ < 0 || ::fstat(file_, &status) != 0)
        fail("open");
    size_ = static_cast<std::uint64_t>(status.st_size);
}

InspectedFile::~InspectedFile()
{
    if (mapped_ != nullptr)
        ::munmap(mapped_, size_);
    ::close(file_);
}

std::size_t InspectedFile::read(std::uint64_t at, std::span<std::byte> into) const
{
    std::size_t filled = 0;
    while (filled < into.size()) {
        const auto got = ::pread(file_, into.data() + filled, into.size() - filled,
                                 static_cast<off_t>(at + filled));
        if (got < 0 && errno != EINTR)
            fail("read");
        if (got == 0)
            break;
        filled += got < 0 ? 0 : static_cast<std::size_t>(got);
    }
    return filled;
}

std::string InspectedFile::text() const
{
    std::string text(size_, '\0');
    text.resize(read(0, std::as_writable_bytes(std::span(text))));
    return text;
}

Bytes InspectedFile::map()
{
    if (size_ == 0)
        return {};
    void* const mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
    if (mapped == MAP_FAILED)
        fail("map");
    mapped_ = mapped;
    return {static_cast<const std::byte*>(mapped_), size_};
}

void InspectedFile::fail(const char* action) const
{
    throw Failure(ExitCode::io,
                  "cannot " + std::string(action) + ' ' + path_.string() + ": " +
                      std::strerror(errno));
}

} // namespace dmq::cli
