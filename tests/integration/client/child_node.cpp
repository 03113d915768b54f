// SPDX-License-Identifier: BSL-1.0
#include "integration/client/child_node.hpp"

#include "integration/test_credentials.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace dmq::test {
namespace {

void replace(std::string& text, const std::string& what, const std::string& by)
{
    const auto at = text.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    text.replace(at, what.size(), by);
}

} // namespace

client::Credentials client_credentials()
{
    return client::parse_credentials(test_credentials(), "test");
}

ChildNode::ChildNode()
{
    std::string config = directory_.read("etc/config.ini");
    replace(config, "channel_size_limit = 1000000", "channel_size_limit = 500000000");
    directory_.write("etc/config.ini", config);
    start();
    replace(config, "\nport = 0", "\nport = " + std::to_string(legacy_port_));
    replace(config, "neoport = 0", "neoport = " + std::to_string(neo_port_));
    directory_.write("etc/config.ini", config);
}

void ChildNode::start()
{
    process_ = std::make_unique<NodeProcess>(directory_,
                                             std::vector<std::string>{"-c", "etc/config.ini"});
    legacy_port_ = process_->wait_for_port();
    neo_port_ = process_->wait_for_neo_port();
    EXPECT_NE(neo_port_, 0) << process_->output();
}

bool ChildNode::stop()
{
    process_->signal(SIGTERM);
    const bool ok = process_->wait() == 0;
    EXPECT_TRUE(ok) << process_->output();
    process_.reset();
    return ok;
}

client::ClientOptions options_for(const std::vector<std::unique_ptr<ChildNode>>& nodes)
{
    client::ClientOptions options;
    options.credentials = client_credentials();
    for (const auto& node : nodes)
        options.nodes.push_back(node->neo());
    return options;
}

} // namespace dmq::test
