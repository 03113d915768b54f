// SPDX-License-Identifier: BSL-1.0
#include "plugin_directory.hpp"

#include <system_error>

namespace dmq::node_app {

std::filesystem::path plugin_directory(const std::string& configured,
                                       const std::filesystem::path& program,
                                       const std::filesystem::path& installed)
{
    if (!configured.empty())
        return configured;
    auto beside = program.parent_path().parent_path() / "lib/dmq";
    std::error_code error;
    if (!std::filesystem::is_directory(beside, error) &&
        std::filesystem::is_directory(installed, error))
        return installed;
    return beside;
}

std::filesystem::path plugin_directory(const std::string& configured)
{
    return plugin_directory(configured, std::filesystem::read_symlink("/proc/self/exe"),
                            DMQ_INSTALLED_PLUGINS);
}

} // namespace dmq::node_app
