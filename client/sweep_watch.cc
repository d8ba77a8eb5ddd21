#include "client/sweep_watch.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "client/progress_view.h"
#include "client/proto_json.h"
#include "client/sweep_standing.h"
#include "client/sweep_stream.h"
#include "client/time_format.h"
#include "proto/support/shutdown.h"

namespace lehr::client {
namespace {

// Fast enough to look alive, slow enough to cost nothing.
constexpr absl::Duration kTick = absl::Milliseconds(200);
constexpr absl::Duration kBetweenLines = absl::Seconds(5);
// As stage.proto's Settings say.
constexpr double kDefaultTimeStepFs = 2.0;

// ProgressWriter shows the pictures in the way that suits the output.
class ProgressWriter {
 public:
  ProgressWriter(Session& session, const WatchOptions& options,
                 double time_step_fs)
      : session_(session),
        options_(options),
        time_step_fs_(time_step_fs),
        live_(session.out) {}

  void Show(const v1::WatchSweepResponse& picture) {
    if (!picture.sweep().has_created()) {
      elapsed_from_ = std::min(elapsed_from_, absl::Now());
    } else {
      elapsed_from_ = ToTime(picture.sweep().created());
    }
    picture_ = picture;
    if (options_.json && !options_.quiet) {
      session_.out << ToJson(picture).dump(-1, ' ', false,
                                           Json::error_handler_t::replace)
                   << std::endl;
    }
  }

  // Called every tick.
  void Tick() {
    if (!picture_.has_value() || options_.json || options_.quiet) return;
    if (session_.terminal.interactive) {
      live_.Draw(ProgressLines(*picture_, time_step_fs_, Elapsed(),
                               session_.terminal));
      return;
    }
    const std::string line = ProgressLine(*picture_);
    if (line == last_line_ || absl::Now() - last_time_ < kBetweenLines) return;
    last_line_ = line;
    last_time_ = absl::Now();
    session_.out << line << std::endl;
  }

  // After the last picture.
  void Finish() {
    live_.Clear();
    if (!picture_.has_value() || options_.json || options_.quiet) return;
    const v1::Sweep& sweep = picture_->sweep();
    if (!sweep.has_ended() && !stands_still()) return;
    session_.out << absl::StrFormat(
        "%s (sweep %d) %s: %d/%d points, %s after it was submitted\n",
        sweep.name(), sweep.sweep_id(), StandingText(sweep),
        sweep.points_done(), sweep.points(), FormatSpan(Elapsed()));
    for (const std::string& error : picture_->errors()) {
      session_.out << "failed: " << error << "\n";
    }
    session_.out.flush();
  }

  const std::optional<v1::WatchSweepResponse>& picture() const {
    return picture_;
  }

  // Paused, and nothing runs any more.
  bool stands_still() const {
    return picture_.has_value() &&
           picture_->sweep().state() == v1::SWEEP_STATE_PAUSED &&
           picture_->running().empty();
  }

 private:
  absl::Duration Elapsed() const {
    const absl::Time end = picture_->sweep().has_ended()
                               ? ToTime(picture_->sweep().ended())
                               : absl::Now();
    // Clocks of two machines differ.
    return std::max(end - elapsed_from_, absl::ZeroDuration());
  }

  Session& session_;
  const WatchOptions& options_;
  const double time_step_fs_;
  LiveLines live_;
  std::optional<v1::WatchSweepResponse> picture_;
  std::string last_line_;
  absl::Time last_time_ = absl::InfinitePast();
  absl::Time elapsed_from_ = absl::InfiniteFuture();
};

}  // namespace

absl::StatusOr<v1::Sweep> WatchSweep(ServerConnection& server, Session& session,
                                     const WatchOptions& options) {
  const auto sweep = server.Get(options.sweep_id);
  if (!sweep.ok()) return sweep.status();
  const auto& settings = sweep->spec().settings();
  ProgressWriter writer(session, options,
                        settings.has_time_step_fs() ? settings.time_step_fs()
                                                    : kDefaultTimeStepFs);
  SweepStream stream(server, options.sweep_id);
  while (true) {
    // Before Take, so that the last picture is not missed.
    const auto ended = stream.ended();
    if (const auto picture = stream.Take()) writer.Show(*picture);
    if (ended.has_value()) {
      writer.Finish();
      if (!ended->ok()) return *ended;
      return writer.picture()->sweep();
    }
    if (options.until_paused && writer.stands_still()) {
      writer.Finish();
      return writer.picture()->sweep();
    }
    writer.Tick();
    if (WaitForShutdown(kTick)) {
      writer.Finish();
      return absl::CancelledError("interrupted; the sweep goes on");
    }
    if (auto status = options.supervise(); !status.ok()) {
      writer.Finish();
      return status;
    }
  }
}

}  // namespace lehr::client
