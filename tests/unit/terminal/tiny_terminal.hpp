// SPDX-License-Identifier: BSL-1.0
// As much of a terminal as our programs use: a grid of characters, a cursor, a few commands.
#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::test {

/// Scrolls like a terminal; a line that is too long goes on in the next row.
class TinyTerminal {
public:
    TinyTerminal(std::size_t columns, std::size_t rows) : columns_(columns), rows_(rows)
    {
        grid_.resize(rows);
    }

    void write(std::string_view text)
    {
        while (!text.empty()) {
            if (text.starts_with("\x1b["))
                text.remove_prefix(command(text));
            else
                put(text), text.remove_prefix(1);
        }
    }
    /// The rows, without blanks and empty rows at the end.
    std::vector<std::string> screen() const
    {
        auto rows = grid_;
        while (!rows.empty() && rows.back().empty())
            rows.pop_back();
        return rows;
    }
    std::size_t row() const noexcept { return row_; }

private:
    void put(std::string_view text)
    {
        if (text.front() == '\r') {
            column_ = 0;
        } else if (text.front() == '\n') {
            new_line();
        } else {
            if (column_ == columns_)
                new_line();
            auto& row = grid_[row_];
            row.resize(std::max(row.size(), column_ + 1), ' ');
            row[column_++] = text.front();
        }
    }
    void new_line()
    {
        column_ = 0;
        if (++row_ < rows_)
            return;
        --row_;
        grid_.erase(grid_.begin());
        grid_.emplace_back();
    }
    std::size_t command(std::string_view text)
    {
        const auto end = text.find_first_not_of("?0123456789;", 2);
        const std::string number(text.substr(2, end - 2));
        switch (text[end]) {
        case 'A':
            row_ -= std::min<std::size_t>(row_, std::stoul(number));
            break;
        case 'H':
            row_ = column_ = 0;
            break;
        case 'K':
            grid_[row_].resize(std::min(grid_[row_].size(), column_));
            break;
        case 'J':
            if (number == "2")
                std::ranges::fill(grid_, "");
            else
                clear_below();
            break;
        case 'h':
        case 'l': // the other screen, which has nothing of this one; the cursor's looks
            if (number == "?1049")
                *this = TinyTerminal(columns_, rows_);
            break;
        default:
            throw std::runtime_error("unknown command: " + std::string(text.substr(0, end + 1)));
        }
        return end + 1;
    }
    void clear_below()
    {
        grid_[row_].resize(std::min(grid_[row_].size(), column_));
        std::fill(grid_.begin() + static_cast<std::ptrdiff_t>(row_) + 1, grid_.end(), "");
    }

    std::size_t columns_;
    std::size_t rows_;
    std::size_t row_ = 0;
    std::size_t column_ = 0;
    std::vector<std::string> grid_;
};

} // namespace dmq::test
