// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/legacy.hpp>

#include <string>

namespace dmq::legacy {
namespace {

class Category final : public std::error_category {
public:
    const char* name() const noexcept override { return "dmq.legacy"; }
    std::string message(int value) const override
    {
        switch (static_cast<Error>(value)) {
        case Error::array_too_long:
            return "byte string longer than 10485760 bytes";
        case Error::list_too_long:
            return "list of channel names longer than 16777216 bytes";
        }
        return "unknown error";
    }
};

/// The length at `offset`, if all its 8 bytes are buffered.
bool length_at(Bytes buffered, std::size_t offset, std::uint64_t& length) noexcept
{
    if (buffered.size() < offset + record_header)
        return false;
    length = load<std::uint64_t>(buffered.data() + offset);
    return true;
}

} // namespace

const std::error_category& error_category() noexcept
{
    static const Category category;
    return category;
}

template <bool Value> std::size_t ListCodec<Value>::wanted(Bytes buffered) noexcept
{
    std::uint64_t length = 0;
    while (!complete_ && length_at(buffered, size_, length)) {
        if (length > max_array)
            error_ = Error::array_too_long;
        else if (!list_complete_ && size_ + record_header + length > max_list)
            error_ = Error::list_too_long;
        if (error_)
            return 0;
        const std::size_t end = size_ + record_header + length;
        if (end > buffered.size())
            return end;
        size_ = end;
        complete_ = list_complete_ || (length == 0 && !Value);
        if (!list_complete_ && length == 0) {
            list_complete_ = true;
            list_size_ = size_;
        }
    }
    return complete_ ? size_ : size_ + record_header;
}

template <bool Value> ListAndValue ListCodec<Value>::result(Bytes buffered) const
{
    ListAndValue result;
    for (Bytes name : Records(buffered.first(list_size_ - record_header)))
        result.names.push_back(text_of(name));
    if constexpr (Value)
        result.value = buffered.subspan(list_size_ + record_header,
                                        size_ - list_size_ - record_header);
    return result;
}

template class ListCodec<true>;
template class ListCodec<false>;

std::size_t StreamCodec::wanted(Bytes buffered) noexcept
{
    std::uint64_t length = 0;
    while (!last_ && !error_ && length_at(buffered, run_size_, length)) {
        if (length == 0) {
            last_ = true;
        } else if (length > max_array) {
            // records in front of it are handed out first
            if (records_ == 0)
                error_ = Error::array_too_long;
            return 0;
        } else {
            const std::size_t end = run_size_ + record_header + length;
            if (end > buffered.size() || (records_ > 0 && end > max_bytes_))
                return records_ > 0 ? run_size_ : end;
            run_size_ = end;
            ++records_;
        }
    }
    return last_ || error_ || records_ > 0 ? 0 : record_header;
}

} // namespace dmq::legacy
