#include "worker/runner/message_stream.h"

#include <cerrno>
#include <cstring>
#include <string_view>

#include <sys/socket.h>

#include <absl/strings/str_format.h>

namespace lehr::worker {
namespace {

// Larger than most messages; a state that comes inside one takes some turns.
constexpr std::size_t kReadBytes = std::size_t{1} << 16;

}  // namespace

absl::Status SendMessage(int socket,
                         const google::protobuf::MessageLite& message) {
  std::string frame(sizeof(std::uint32_t), '\0');
  const auto length = static_cast<std::uint32_t>(message.ByteSizeLong());
  std::memcpy(frame.data(), &length, sizeof length);
  message.AppendToString(&frame);
  std::string_view rest = frame;
  while (!rest.empty()) {
    const ssize_t sent = send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return absl::UnavailableError(
          absl::StrFormat("send: %s", std::strerror(errno)));
    }
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return absl::OkStatus();
}

bool MessageReader::ReadSome(int socket) {
  bytes_.erase(0, begin_);
  begin_ = 0;
  const std::size_t size = bytes_.size();
  bytes_.resize(size + kReadBytes);
  ssize_t count = -1;
  do {
    count = recv(socket, bytes_.data() + size, kReadBytes, 0);
  } while (count < 0 && errno == EINTR);
  bytes_.resize(size + static_cast<std::size_t>(count > 0 ? count : 0));
  return count > 0;
}

std::optional<std::string> MessageReader::Next() {
  std::uint32_t length = 0;
  if (bytes_.size() - begin_ < sizeof length) return std::nullopt;
  std::memcpy(&length, bytes_.data() + begin_, sizeof length);
  const std::size_t content = begin_ + sizeof length;
  if (bytes_.size() - content < length) return std::nullopt;
  begin_ = content + length;
  return bytes_.substr(content, length);
}

}  // namespace lehr::worker
