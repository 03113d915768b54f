// SPDX-License-Identifier: BSL-1.0
// Sends commands to Collectd's UNIX socket.
#include "collectd_client.hpp"

#include <dmq/plugin/log.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <string_view>
#include <utility>

namespace dmq::node_app {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

constexpr std::string_view logger = "dmqnode.collectd";
constexpr std::size_t longest_answer = 64 * 1024;

} // namespace

class CollectdClient::Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(asio::io_context& loop, std::string path) : socket_(loop), path_(std::move(path)) { }

    bool idle() const noexcept { return unanswered_ == 0; }

    void send(std::string lines, std::size_t count)
    {
        if (!idle())
            return complain(std::to_string(unanswered_) +
                            " values are not answered yet: new ones are dropped");
        lines_ = std::move(lines);
        unanswered_ = count;
        if (count == 0)
            return;
        if (socket_.is_open())
            return exchange();
        socket_.async_connect(stream_protocol::endpoint(path_),
                              [self = shared_from_this()](error_code error) {
                                  if (error)
                                      self->fail("cannot connect", error);
                                  else
                                      self->exchange();
                              });
    }

    void stop()
    {
        stopped_ = true;
        close();
    }

private:
    /// Answers are read while lines are written: neither side waits for the other for ever.
    void exchange()
    {
        asio::async_write(socket_, asio::buffer(lines_),
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (error)
                                  self->fail("cannot write", error);
                          });
        read_answer();
    }

    void read_answer()
    {
        asio::async_read_until(socket_, asio::dynamic_buffer(input_, longest_answer), '\n',
                               [self = shared_from_this()](error_code error, std::size_t size) {
                                   if (error)
                                       return self->fail("cannot read", error);
                                   self->take_answers(size);
                                   if (!self->idle())
                                       self->read_answer();
                               });
    }

    /// The first answer ends at `size`; more may have come with it.
    void take_answers(std::size_t size)
    {
        std::size_t begin = 0;
        for (std::size_t end = size; end != 0; end = input_.find('\n', begin) + 1) {
            const auto answer = std::string_view(input_).substr(begin, end - begin - 1);
            if (!answer.starts_with("0 "))
                complain("answer: " + std::string(answer));
            begin = end;
            unanswered_ -= unanswered_ > 0 ? 1 : 0;
        }
        input_.erase(0, begin);
    }

    void fail(std::string_view what, error_code error)
    {
        if (!stopped_ && !idle())
            complain(std::string(what) + ": " + error.message());
        close();
    }

    void close()
    {
        error_code ignored;
        socket_.close(ignored);
        input_.clear();
        unanswered_ = 0;
    }

    void complain(const std::string& what) { log::warn(logger, path_, ": ", what); }

    stream_protocol::socket socket_;
    const std::string path_;
    std::string lines_; // being written
    std::string input_;
    std::size_t unanswered_ = 0;
    bool stopped_ = false;
};

CollectdClient::CollectdClient(asio::io_context& loop, std::string socket_path)
    : exchange_(std::make_shared<Exchange>(loop, std::move(socket_path)))
{
}

CollectdClient::~CollectdClient() { exchange_->stop(); }

void CollectdClient::send(std::string lines, std::size_t count)
{
    exchange_->send(std::move(lines), count);
}

bool CollectdClient::idle() const noexcept { return exchange_->idle(); }

} // namespace dmq::node_app
