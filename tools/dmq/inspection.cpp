// SPDX-License-Identifier: BSL-1.0
#include "inspection.hpp"

#include "failure.hpp"
#include "inspected_file.hpp"
#include "overflow_view.hpp"
#include "table.hpp"

#include <dmq/protocol/dump_format.hpp>
#include <dmq/protocol/overflow_format.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

namespace dmq::cli {
namespace {

namespace fs = std::filesystem;

std::string counted(std::uint64_t n, std::string_view what)
{
    return std::to_string(n) + ' ' + std::string(what);
}

bool belongs_to(std::string_view name, std::string_view file) noexcept
{
    return name == file || name.starts_with(std::string(file) + '.');
}

/// The name of the queue of a dump file, whole or set aside.
std::string queue_of(const fs::path& path)
{
    const std::string name = path.filename();
    return name.substr(0, name.rfind(".rq"));
}

} // namespace

void Inspection::inspect(const Path& path)
{
    std::error_code error;
    if (fs::is_directory(path, error))
        directory(path);
    else if (fs::exists(path, error))
        file(path);
    else
        throw Failure(ExitCode::io, "cannot open " + path.string() + ": no such file or directory");
}

void Inspection::directory(const Path& path)
{
    std::error_code error;
    std::vector<Path> files;
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
        if (at->is_regular_file())
            files.push_back(at->path());
    if (error)
        throw Failure(ExitCode::io, "cannot list " + path.string() + ": " + error.message());
    std::sort(files.begin(), files.end());
    std::map<std::string, Path> plain;
    for (const Path& each : files) {
        file(each);
        if (each.extension() == ".rq" && !has_subscriber(queue_of(each)))
            plain[queue_of(each)] = each;
    }
    for (const Path& each : files) {
        const std::string queue = queue_of(each);
        if (each.extension() == ".rq" && has_subscriber(queue) &&
            plain.count(std::string(channel_of(queue))) != 0)
            problem(each, "the channel has a queue without subscriber as well");
    }
}

void Inspection::file(const Path& path)
{
    const std::string name = path.filename();
    if (belongs_to(name, overflow::data_file))
        overflow(path);
    else if (belongs_to(name, overflow::index_file))
        index(path);
    else if (name == overflow::own_index_file)
        own_index(path);
    else if (name == subscribers_file)
        subscribers(path);
    else if (!name.starts_with('.') && name.find(".rq") != std::string::npos)
        dump(path);
    else
        line(path, "not looked at: neither a dump nor a file of the overflow");
}

void Inspection::dump(const Path& path)
{
    InspectedFile file(path);
    const Bytes bytes = file.map();
    const auto header = decode_dump_header(bytes);
    Bytes records = bytes.subspan(std::min(bytes.size(), dump_header_size));
    if (header)
        records = records.first(std::min<std::uint64_t>(records.size(), header->size));
    const DumpContent content = check_dump(header, records, bytes.size());
    line(path,
         "dump of queue " + queue_of(path) + ": " + counted(content.records, "records, ") +
             counted(content.size, "bytes"));
    if (!valid_storage_name(queue_of(path)))
        problem(path, "no queue can have this name");
    if (content.damage)
        problem(path, "at " + std::to_string(content.damage->offset) + ": " + content.damage->what);
    if (content.empty_records != 0)
        detail(counted(content.empty_records, "of these are empty, and will be left out"));
    if (content.trailing != 0)
        detail(counted(content.trailing, "bytes behind the records are not used"));
    if (records_ == Records::counted)
        return;
    std::uint64_t at = dump_header_size;
    for (const Bytes record : dmq::Records(records.first(content.size))) {
        detail(record_line(at, record.size(), record));
        at += record_header + record.size();
    }
}

void Inspection::overflow(const Path& path)
{
    InspectedFile file(path);
    const OverflowView view(path, file, records_ == Records::listed);
    line(path,
         "data of the overflow: " + counted(file.size(), "bytes, ") +
             counted(view.records(), "records that wait"));
    for (const std::string& text : view.details())
        detail(text);
    for (const std::string& text : view.problems())
        problem(path, text);
}

void Inspection::index(const Path& path)
{
    const auto parsed = overflow::parse_index(InspectedFile(path).text());
    line(path, "index of the overflow: " + counted(parsed.lines.size(), "queues"));
    for (const auto& bad : parsed.bad)
        problem(path, "line " + std::to_string(bad.number) + ": " + bad.what);
}

void Inspection::own_index(const Path& path)
{
    const auto parsed = overflow::parse_own_index(InspectedFile(path).text());
    line(path,
         "own index of the overflow: " +
             counted(parsed.lines.size(),
                     "channel numbers; the "
                     "node runs, or did not "
                     "end with a stop"));
    for (const auto& bad : parsed.bad)
        problem(path, "line " + std::to_string(bad.number) + ": " + bad.what);
}

void Inspection::subscribers(const Path& path)
{
    std::istringstream lines(InspectedFile(path).text());
    std::vector<std::string> names;
    for (std::string name; std::getline(lines, name);)
        names.push_back(name);
    line(path, counted(names.size(), "subscribers"));
    for (const std::string& name : names) {
        detail(name);
        if (!valid_storage_name(name) || !has_subscriber(name))
            problem(path, json_string(name) + " is no subscriber of a channel");
    }
}

void Inspection::line(const Path& path, const std::string& what)
{
    print_(path.string() + ": " + what);
}

void Inspection::problem(const Path& path, const std::string& what)
{
    ++problems_;
    print_(path.string() + ": DAMAGED: " + what);
}

} // namespace dmq::cli
