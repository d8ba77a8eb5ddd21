#include "worker/runner/message_stream.h"

#include <string>
#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "worker/runner/runner.pb.h"

namespace lehr::worker {
namespace {

class MessageStreamTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets_), 0);
  }
  void TearDown() override {
    for (const int socket : sockets_) close(socket);
  }

  static wire::Event EventWith(std::string bytes) {
    wire::Event event;
    event.set_fetch(std::move(bytes));
    return event;
  }

  int sockets_[2] = {-1, -1};
};

TEST_F(MessageStreamTest, MessagesComeWholeAndInOrder) {
  // Larger than what the socket takes at a time.
  const std::string large(3'000'000, 'x');
  std::thread sender([&] {
    for (const std::string& bytes : {std::string("a"), large, std::string()}) {
      EXPECT_OK(SendMessage(sockets_[0], EventWith(bytes)));
    }
  });
  MessageReader reader;
  for (const std::string& bytes : {std::string("a"), large, std::string()}) {
    auto message = reader.Next();
    while (!message.has_value()) {
      ASSERT_TRUE(reader.ReadSome(sockets_[1]));
      message = reader.Next();
    }
    wire::Event event;
    ASSERT_TRUE(event.ParseFromString(*message));
    EXPECT_EQ(event.fetch().size(), bytes.size());
  }
  EXPECT_EQ(reader.Next(), std::nullopt);
  sender.join();
}

TEST_F(MessageStreamTest, TheEndIsSeenOnBothSides) {
  close(sockets_[0]);
  MessageReader reader;
  EXPECT_FALSE(reader.ReadSome(sockets_[1]));
  EXPECT_THAT(SendMessage(sockets_[1], EventWith("a")),
              StatusIs(absl::StatusCode::kUnavailable, testing::_));
  sockets_[0] = dup(sockets_[1]);
}

}  // namespace
}  // namespace lehr::worker
