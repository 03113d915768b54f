// SPDX-License-Identifier: BSL-1.0
// .overflow-index: which queue a channel number of overflow.dat belongs to, so that no crash can
// lose it (docs/storage-format.md).
#pragma once

#include "../file_ops.hpp"

#include <dmq/protocol/overflow_format.hpp>

#include <memory>
#include <string>
#include <vector>

namespace dmq::ring {

/// Lines are appended as channel numbers are given out; each commit replaces the file. Used with
/// the overflow's lock held, but for write_new(). All throw std::system_error.
class OwnIndexFile {
public:
    OwnIndexFile(IFileOps& ops, const std::string& data_dir);

    /// Appends a line; creates the file for it. Not synced.
    void append(const overflow::OwnLine& line);
    /// The open file, to be synced without the lock; null if nothing was written.
    std::shared_ptr<const File> file() const noexcept { return file_; }
    /// Nothing is known any more. Deletes the file.
    void remove();
    bool exists() const { return ops_.exists(path_); }

    /// Replaces the file in three steps: lines appended since the first are in the new one as well.
    void begin_replace() noexcept;
    void write_new(const std::vector<overflow::OwnLine>& lines);
    void finish_replace();
    /// Ends without replacing.
    void discard_new() noexcept;

private:
    IFileOps& ops_;
    const std::string path_;
    const std::string temporary_;
    std::shared_ptr<File> file_;
    std::shared_ptr<File> new_file_; // between write_new() and finish_replace()
    std::string appended_; // since begin_replace()
};

} // namespace dmq::ring
