#include "tests/server/simulation/event_loop.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

constexpr std::size_t kLines = 60;  // that are kept

}  // namespace

void EventLoop::After(absl::Duration delay, std::function<void()> event) {
  events_.emplace(now_ + delay, std::move(event));
}

bool EventLoop::Step() {
  if (events_.empty()) return false;
  auto next = events_.extract(events_.begin());
  now_ = next.key();
  next.mapped()();
  return true;
}

void EventLoop::Note(std::string_view line) {
  std::string text = absl::StrFormat(
      "%11.3f  %s",
      absl::ToDoubleSeconds(now_ - absl::FromUnixSeconds(1800000000)),
      std::string(line));
  for (const char c : text) {  // FNV-1a
    trace_hash_ ^= static_cast<unsigned char>(c);
    trace_hash_ *= 1099511628211u;
  }
  if (lines_.size() == kLines) lines_.erase(lines_.begin());
  lines_.push_back(std::move(text));
}

std::string EventLoop::LastLines() const {
  std::string all;
  for (const std::string& line : lines_) absl::StrAppend(&all, line, "\n");
  return all;
}

}  // namespace lehr::server
