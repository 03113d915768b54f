// SPDX-License-Identifier: BSL-1.0
// Directories, files and records for the tests of the ring.
#pragma once

#include <dmq/plugin/storage.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring::test {

/// A directory of its own, removed at the end.
class TempDir {
public:
    TempDir()
    {
        std::string name = std::filesystem::temp_directory_path() / "dmq-ring-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("cannot create " + name);
        path_ = name;
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::string& path() const { return path_; }
    std::string path(std::string_view file) const { return path_ + '/' + std::string(file); }
    void write(std::string_view file, std::string_view content) const
    {
        std::ofstream(path(file), std::ios::binary) << content;
    }
    /// Name and content of all files.
    std::map<std::string, std::string> files() const
    {
        std::map<std::string, std::string> result;
        for (const auto& entry : std::filesystem::directory_iterator(path_)) {
            std::ifstream in(entry.path(), std::ios::binary);
            if (entry.is_regular_file())
                result[entry.path().filename()] = std::string(std::istreambuf_iterator<char>(in),
                                                              {});
        }
        return result;
    }
    /// Memory only.
    StorageSettings settings() const
    {
        StorageSettings settings = overflow_settings();
        settings.max_overflow_bytes = 0;
        return settings;
    }
    StorageSettings overflow_settings() const
    {
        StorageSettings settings;
        settings.data_dir = path_;
        return settings;
    }

private:
    std::string path_;
};

using Payloads = std::vector<std::string>;

template <class Integer> std::string little_endian(Integer value)
{
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// Records in wire layout.
inline std::string wire(const Payloads& records)
{
    std::string bytes;
    for (const std::string& record : records)
        bytes += little_endian<std::uint64_t>(record.size()) + record;
    return bytes;
}

/// A dump file with any header.
inline std::string dump(std::uint32_t count, std::uint64_t size, std::string_view data)
{
    return little_endian(count) + little_endian(size) + std::string(data);
}

inline std::string dump(const Payloads& records)
{
    const std::string data = wire(records);
    return dump(static_cast<std::uint32_t>(records.size()), data.size(), data);
}

inline Payloads payloads(const LeasedRun& run)
{
    Payloads result;
    for (const Bytes span : run.spans)
        for (const Bytes record : Records(span))
            result.emplace_back(text_of(record));
    return result;
}

inline PushStatus push(IStorageEngine& engine, std::string_view record)
{
    return engine.push(bytes_of(record));
}

inline RunResult push_run(IStorageEngine& engine, const Payloads& records)
{
    const std::string bytes = wire(records);
    return engine.push_run({bytes_of(bytes), static_cast<std::uint32_t>(records.size())});
}

/// Takes the oldest record; empty if there is none.
inline std::string pop(IStorageEngine& engine)
{
    const LeasedRun run = engine.lease(0);
    if (run.records == 0)
        return {};
    std::string record = payloads(run).at(0);
    engine.release(run.ticket);
    return record;
}

/// Takes all records that are not lent.
inline Payloads drain(IStorageEngine& engine)
{
    Payloads all;
    for (std::string record = pop(engine); !record.empty(); record = pop(engine))
        all.push_back(record);
    return all;
}

} // namespace dmq::ring::test
