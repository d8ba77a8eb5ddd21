#include "worker/tools/run_watch.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include <unistd.h>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/shutdown.h"

namespace lehr::worker {
namespace {

// Shorter runs are over before anybody wonders.
constexpr absl::Duration kQuietTime = absl::Seconds(2);
// Between lines of a log; a terminal's line is redrawn more often.
constexpr absl::Duration kLogInterval = absl::Seconds(10);
constexpr absl::Duration kTerminalInterval = absl::Milliseconds(500);
// A part of the second within which Ctrl-C has to work.
constexpr absl::Duration kLook = absl::Milliseconds(100);

// "62 %, 1.4e+06 atom-steps/s, 12 s left".
std::string Describe(const v1::Progress& progress) {
  const auto done = static_cast<double>(progress.steps_done());
  const auto total = static_cast<double>(progress.steps_total());
  if (!(total > 0)) return "";
  std::string text =
      absl::StrFormat(": %.0f %%", 100 * std::min(1.0, done / total));
  const double speed = progress.atom_steps_per_second();
  if (!(speed > 0)) return text;
  const double left =
      (total - done) * static_cast<double>(progress.atoms()) / speed;
  absl::StrAppendFormat(&text, ", %.2g atom-steps/s, %.0f s left", speed,
                        std::max(0.0, left));
  return text;
}

}  // namespace

RunWatch::RunWatch()
    : terminal_(isatty(STDERR_FILENO) != 0),
      begun_(absl::Now()),
      next_show_(begun_ + kQuietTime),
      thread_([this] { Run(); }) {}

RunWatch::~RunWatch() {
  {
    const absl::MutexLock lock(&mutex_);
    over_ = true;
  }
  thread_.join();
}

std::shared_ptr<AttemptControl> RunWatch::Begin(std::string what) {
  const auto control = std::make_shared<AttemptControl>(v1::AttemptId());
  if (ShutdownRequested()) control->Stop(StopReason::kCancelled);
  const absl::MutexLock lock(&mutex_);
  what_ = std::move(what);
  control_ = control;
  return control;
}

void RunWatch::Run() {
  while (true) {
    const bool stop = WaitForShutdown(kLook);
    {
      const absl::MutexLock lock(&mutex_);
      if (stop && control_ != nullptr) control_->Stop(StopReason::kCancelled);
      if (over_) break;
    }
    if (!stop && absl::Now() >= next_show_) Show();
    // WaitForShutdown returns at once from now on.
    if (stop) absl::SleepFor(kLook);
  }
  if (shown_ && terminal_) std::cerr << "\r\x1b[K" << std::flush;
}

void RunWatch::Show() {
  std::string line;
  {
    const absl::MutexLock lock(&mutex_);
    if (control_ == nullptr) return;
    line = what_ + Describe(control_->progress());
  }
  next_show_ = absl::Now() + (terminal_ ? kTerminalInterval : kLogInterval);
  shown_ = true;
  if (terminal_) {
    std::cerr << '\r' << line << "\x1b[K" << std::flush;
  } else {
    std::cerr << line << '\n';
  }
}

}  // namespace lehr::worker
