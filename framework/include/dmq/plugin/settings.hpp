// SPDX-License-Identifier: BSL-1.0
// The settings of a plugin: the keys of its section [Plugin.<name>], typed and checked.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <atomic>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dmq {

/// Whether a changed value takes effect while the node runs, by the admin command `reload`.
enum class Reload : std::uint8_t { no, yes };

/// One key as the framework sees it; plugins use Setting below. All but text() on one thread.
class DMQ_EXPORT ISetting {
public:
    virtual ~ISetting();
    virtual std::string_view key() const noexcept = 0;
    virtual Reload reload() const noexcept = 0;
    /// What a value is, for messages: "an integer from 1 to 10".
    virtual std::string expected() const = 0;
    virtual bool accepts(std::string_view text) const = 0;
    /// Takes a text that is accepted.
    virtual void assign(std::string_view text) = 0;
    /// Back to the default, which is what a missing key means.
    virtual void reset() = 0;
    /// The value as it may stand in the configuration. Any thread.
    virtual std::string text() const = 0;
};

namespace detail {

/// A value that is read by many threads while one replaces it.
template <class T> class SharedValue {
public:
    explicit SharedValue(T value) noexcept : value_(value) { }
    T get() const noexcept { return value_.load(std::memory_order_relaxed); }
    void set(T value) noexcept { value_.store(value, std::memory_order_relaxed); }

private:
    std::atomic<T> value_;
};

template <> class SharedValue<std::string> {
public:
    explicit SharedValue(std::string value) noexcept : value_(std::move(value)) { }
    std::string get() const
    {
        const std::lock_guard lock(mutex_);
        return value_;
    }
    void set(std::string value)
    {
        const std::lock_guard lock(mutex_);
        value_ = std::move(value);
    }

private:
    mutable std::mutex mutex_;
    std::string value_;
};

DMQ_EXPORT bool parse_setting(std::string_view text, bool& to) noexcept;
DMQ_EXPORT bool parse_setting(std::string_view text, std::string& to);
template <std::integral T> bool parse_setting(std::string_view text, T& to) noexcept
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace detail

template <class T>
concept SettingValue = std::integral<T> || std::same_as<T, std::string>;

/// The least and the greatest value of a number, both allowed.
template <class T> struct Bounds {
    T least = std::numeric_limits<T>::min();
    T most = std::numeric_limits<T>::max();
};

/// A key with its default, for bool (true, false), an integer or a text. An object of static
/// storage duration: it serves all nodes of the process, and every request of the plugin reads it.
///
///     dmq::Setting<std::uint32_t> limit("limit", 100, dmq::Reload::yes, {1, 1000});
///     void register_mine(dmq::IPluginRegistrar& to) { to.add_setting(limit); ... limit.get() ... }
template <SettingValue T> class Setting final : public ISetting {
public:
    /// `key` is kept as a view. `bounds` is for numbers; the default may lie outside of it.
    Setting(std::string_view key, T value, Reload reload = Reload::no, Bounds<T> bounds = {})
        : key_(key), default_(value), value_(std::move(value)), bounds_(bounds), reload_(reload)
    {
    }

    /// The value that is in force. Any thread.
    T get() const { return value_.get(); }

    std::string_view key() const noexcept override { return key_; }
    Reload reload() const noexcept override { return reload_; }
    std::string expected() const override
    {
        if constexpr (std::same_as<T, bool>)
            return "true or false";
        else if constexpr (std::integral<T>)
            return "an integer from " + std::to_string(bounds_.least) + " to " +
                std::to_string(bounds_.most);
        else
            return "a text";
    }
    bool accepts(std::string_view text) const override
    {
        T value{};
        return detail::parse_setting(text, value) && within_bounds(value);
    }
    void assign(std::string_view text) override
    {
        T value{};
        detail::parse_setting(text, value);
        value_.set(std::move(value));
    }
    void reset() override { value_.set(default_); }
    std::string text() const override
    {
        if constexpr (std::same_as<T, bool>)
            return get() ? "true" : "false";
        else if constexpr (std::integral<T>)
            return std::to_string(get());
        else
            return get();
    }

private:
    bool within_bounds(const T& value) const
    {
        if constexpr (std::integral<T> && !std::same_as<T, bool>)
            return value >= bounds_.least && value <= bounds_.most;
        else
            return true;
    }

    std::string_view key_;
    T default_;
    detail::SharedValue<T> value_;
    Bounds<T> bounds_;
    Reload reload_;
};

} // namespace dmq
