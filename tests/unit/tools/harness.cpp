// SPDX-License-Identifier: BSL-1.0
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <run.hpp>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>
#include <unit/tools/harness.hpp>

namespace dmq::test {
namespace {

class MemoryFile {
public:
    MemoryFile() : fd(::memfd_create("dmq-test", MFD_CLOEXEC)) { }
    explicit MemoryFile(std::string_view content) : MemoryFile()
    {
        fill(content);
        ::lseek(fd, 0, SEEK_SET);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(fd); }

    std::string content() const
    {
        std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
        ::lseek(fd, 0, SEEK_SET);
        for (std::size_t done = 0; done < text.size();)
            done += static_cast<std::size_t>(::read(fd, text.data() + done, text.size() - done));
        return text;
    }

    const int fd;

private:
    void fill(std::string_view content) const
    {
        while (!content.empty())
            content.remove_prefix(
                static_cast<std::size_t>(::write(fd, content.data(), content.size())));
    }
};

} // namespace

TemporaryDirectory::TemporaryDirectory()
{
    std::string name = std::filesystem::temp_directory_path() / "dmq-cli-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary directory");
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(const std::filesystem::path& name,
                                      std::string_view content) const
{
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
}

Result run(const std::vector<std::string>& arguments, std::string_view input, const FakeNode* node,
           cli::Io io)
{
    std::signal(SIGPIPE, SIG_IGN);
    const MemoryFile in(input);
    const MemoryFile out;
    const MemoryFile err;
    if (io.in == STDIN_FILENO)
        io.in = in.fd;
    if (io.out == STDOUT_FILENO)
        io.out = out.fd;
    io.err = err.fd;
    if (node != nullptr)
        io.dmq_node = to_string(node->address());
    const int code = cli::run(arguments, io);
    return {code, out.content(), err.content()};
}

} // namespace dmq::test
