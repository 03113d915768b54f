// SPDX-License-Identifier: BSL-1.0
// The two directions of a connection as request handlers see them. Confined to the connection's
// loop.
#pragma once

#include <dmq/plugin/bytes.hpp>
#include <dmq/plugin/channel.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <system_error>
#include <utility>

namespace dmq {

/// The peer has left, or the node is stopping: the request ends. Thrown by awaiting operations.
class DMQ_EXPORT PeerGone : public std::exception {
public:
    const char* what() const noexcept override;
};

/// The peer broke the protocol: the connection closes, one line goes to the log.
class DMQ_EXPORT ProtocolError : public std::system_error {
public:
    using std::system_error::system_error;
    ~ProtocolError() override;
};

/// What a reader waits for.
class ReadGoal {
public:
    /// How many bytes must be buffered to get further: at most buffered.size() when satisfied.
    /// Called again with a longer buffer until then; the bytes may have moved.
    virtual std::size_t wanted(Bytes buffered) noexcept = 0;

protected:
    ~ReadGoal() = default;
};

/// Received bytes. Views into the buffer are valid until the next wait for input or news, or yield.
class IByteReader {
public:
    virtual ~IByteReader() = default;
    /// Received and not consumed.
    virtual Bytes buffered() const noexcept = 0;
    /// Drops the first `size` buffered bytes; the memory stays valid until the next wait. Throws
    /// std::out_of_range if there are fewer.
    virtual void consume(std::size_t size) = 0;
    /// No more bytes will come.
    virtual bool ended() const noexcept = 0;
    /// Resumes `waiting` once the goal is satisfied or the stream has ended. One waiter at a time;
    /// `goal` stays valid until then. Output gathered so far is sent first.
    virtual void park(ReadGoal& goal, std::coroutine_handle<> waiting) = 0;
};

/// A codec that finds one item at the head of the buffer: result() is called once it is satisfied,
/// then size() bytes are consumed. error() is set when the bytes can never become an item.
template <class C>
concept ReadCodec = std::derived_from<C, ReadGoal> && requires(C& codec, Bytes buffered)
{
    {
        codec.error()
        } -> std::convertible_to<std::error_code>;
    {
        codec.size()
        } -> std::convertible_to<std::size_t>;
    codec.result(buffered);
};

/// `co_await read(reader, codec)`: the codec's result; throws PeerGone or ProtocolError.
template <ReadCodec Codec> class ReadOp {
public:
    ReadOp(IByteReader& reader, Codec codec) noexcept
        : reader_(reader), codec_(std::move(codec)) { }
    bool await_ready() noexcept
    {
        ready_ = satisfied(reader_.buffered());
        return ready_ || reader_.ended();
    }
    void await_suspend(std::coroutine_handle<> waiting) { reader_.park(codec_, waiting); }
    auto await_resume()
    {
        const Bytes buffered = reader_.buffered();
        if (!ready_ && !satisfied(buffered))
            throw PeerGone();
        if (std::error_code error = codec_.error())
            throw ProtocolError(error);
        reader_.consume(codec_.size());
        return codec_.result(buffered);
    }

private:
    bool satisfied(Bytes buffered) noexcept { return codec_.wanted(buffered) <= buffered.size(); }

    IByteReader& reader_;
    Codec codec_;
    bool ready_ = false; // without a wait
};

template <ReadCodec Codec> ReadOp<Codec> read(IByteReader& reader, Codec codec) noexcept
{
    return {reader, std::move(codec)};
}

/// Bytes to send. Gathered; sent in one piece when the request next waits for anything. Writing
/// when the request has ended throws std::logic_error.
class IByteWriter {
public:
    virtual ~IByteWriter() = default;
    /// Copies the bytes.
    virtual void write(Bytes bytes) = 0;
    /// Sends the records in wire layout, without a copy where that pays. They are done as far as
    /// the socket has taken them; the rest goes back to the queue if the connection ends first.
    virtual void write(Lease records) = 0;
    /// Bytes not sent yet.
    virtual std::size_t pending() const noexcept = 0;
    /// Sends what is pending. False: nothing is left, or the peer is gone; else `waiting` is
    /// resumed when that is so.
    virtual bool park(std::coroutine_handle<> waiting) = 0;
    /// The peer does not take any more bytes.
    virtual bool ended() const noexcept = 0;
};

/// `co_await flush(writer)`: returns when the socket has taken everything; throws PeerGone.
class FlushOp {
public:
    explicit FlushOp(IByteWriter& writer) noexcept : writer_(writer) { }
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiting) { return writer_.park(waiting); }
    void await_resume() const
    {
        if (writer_.ended())
            throw PeerGone();
    }

private:
    IByteWriter& writer_;
};

inline FlushOp flush(IByteWriter& writer) noexcept { return FlushOp(writer); }

} // namespace dmq
