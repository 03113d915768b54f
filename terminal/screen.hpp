// SPDX-License-Identifier: BSL-1.0
// A block of lines at the end of a terminal that is drawn over and over again.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::terminal {

struct TerminalSize {
    std::size_t columns = 80;
    std::size_t rows = 24;

    friend bool operator==(TerminalSize, TerminalSize) = default;
};

/// Thread-safe. The cursor stays below the block; other lines are written above it.
class Screen {
public:
    /// Takes what the terminal is sent.
    using Write = std::function<void(std::string_view)>;

    explicit Screen(Write write) : write_(std::move(write)) { }

    /// Replaces the block. No line may be longer than the terminal is wide.
    void draw(std::vector<std::string> lines);
    /// Writes a line above the block.
    void print(std::string_view line);
    /// The terminal has another size: what is there may be in pieces. Clears all of it.
    void clear();

private:
    void append_block(std::string& to) const;
    std::string to_top() const;

    const Write write_;
    std::mutex mutex_; // guards what follows
    std::vector<std::string> lines_;
};

/// Whether the descriptor is a terminal that understands a cursor.
bool is_terminal(int descriptor);
/// Of the terminal; 80 by 24 if it does not say.
TerminalSize terminal_size(int descriptor);

} // namespace dmq::terminal
