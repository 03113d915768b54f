// SPDX-License-Identifier: BSL-1.0
#include "own_index.hpp"

#include <cerrno>
#include <fcntl.h>

namespace dmq::ring {

OwnIndexFile::OwnIndexFile(IFileOps& ops, const std::string& data_dir)
    : ops_(ops),
      path_(data_dir + '/' + std::string(overflow::own_index_file)),
      temporary_(path_ + ".tmp")
{
}

void OwnIndexFile::append(const overflow::OwnLine& line)
{
    if (!file_) {
        file_ = std::make_shared<File>(ops_, path_, O_WRONLY | O_CREAT | O_APPEND);
        if (file_->size() == 0)
            file_->write(overflow::own_index_title);
    }
    const std::string text = format(line);
    const std::uint64_t size = file_->size();
    try {
        file_->write(text);
    } catch (const std::system_error&) {
        try {
            file_->truncate(size);
        } catch (const std::system_error&) { // half a line is left out when it is read
        }
        throw;
    }
    appended_ += text;
}

void OwnIndexFile::remove()
{
    file_.reset();
    appended_.clear();
    if (ops_.unlink(path_) != 0 && errno != ENOENT)
        throw_errno("delete", path_);
}

void OwnIndexFile::begin_replace() noexcept { appended_.clear(); }

void OwnIndexFile::write_new(const std::vector<overflow::OwnLine>& lines)
{
    std::string text(overflow::own_index_title);
    for (const overflow::OwnLine& line : lines)
        text += format(line);
    new_file_ = std::make_shared<File>(ops_, temporary_, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
    new_file_->write(text);
    new_file_->sync();
}

void OwnIndexFile::finish_replace()
{
    if (!appended_.empty())
        new_file_->write(appended_);
    if (ops_.rename(temporary_, path_) != 0)
        throw_errno("rename", temporary_ + " to " + path_);
    file_ = std::move(new_file_);
    appended_.clear();
}

void OwnIndexFile::discard_new() noexcept
{
    new_file_.reset();
    ops_.unlink(temporary_);
}

} // namespace dmq::ring
