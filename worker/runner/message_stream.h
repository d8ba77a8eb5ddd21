#ifndef LEHR_WORKER_RUNNER_MESSAGE_STREAM_H_
#define LEHR_WORKER_RUNNER_MESSAGE_STREAM_H_

#include <cstdint>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <google/protobuf/message_lite.h>

namespace lehr::worker {

// Messages over a stream socket between two processes of one program: four
// bytes of length in the order of the machine, then the message.

// Sends all of it; waits while the socket is full. UNAVAILABLE if nobody is
// left to read it.
absl::Status SendMessage(int socket,
                         const google::protobuf::MessageLite& message);

// MessageReader puts messages together from what a socket has. One thread.
class MessageReader {
 public:
  // Takes what the socket has now, or waits for it if it is a blocking one.
  // False at the end of the stream.
  bool ReadSome(int socket);

  // The next whole message, serialized; none if it has not come yet.
  std::optional<std::string> Next();

 private:
  std::string bytes_;
  std::size_t begin_ = 0;  // of what Next has not taken
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_RUNNER_MESSAGE_STREAM_H_
