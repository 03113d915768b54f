// SPDX-License-Identifier: BSL-1.0
// What all examples begin with: NODES-FILE CREDENTIALS-FILE CHANNEL ...
#pragma once

#include <dmq/client/client_options.hpp>
#include <dmq/client/credentials.hpp>
#include <dmq/client/notification.hpp>

#include <iostream>
#include <stdexcept>

/// Who the nodes are and who we are; what happens on the way is printed to stderr.
inline dmq::client::ClientOptions options_from(int argc, char* argv[])
{
    if (argc < 4)
        throw std::invalid_argument("arguments: NODES-FILE CREDENTIALS-FILE CHANNEL ...");
    dmq::client::ClientOptions options;
    options.nodes = dmq::client::load_nodes(argv[1]);
    options.credentials = dmq::client::load_credentials(argv[2]);
    options.on_notification = [](const dmq::client::Notification& event) {
        std::clog << to_string(event) << '\n';
    };
    return options;
}
