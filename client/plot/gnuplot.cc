#include "client/plot/gnuplot.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <absl/strings/str_format.h>

#include "client/child_process.h"
#include "client/worker_tool.h"
#include "proto/support/file.h"
#include "proto/support/shutdown.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

// env(1) looks a program up as a shell does; it ends so if there is none.
constexpr int kNoProgram = 127;
constexpr int kTailLines = 6;

absl::Status Run(const fs::path& script, const fs::path& log) {
  // -d: without the start-up files of the machine and of the user.
  auto gnuplot = ChildProcess::Start(
      {"/usr/bin/env", "gnuplot", "-d", script.string()}, log);
  if (!gnuplot.ok()) return gnuplot.status();
  while (!gnuplot->WaitForEnd(absl::Milliseconds(50))) {
    if (ShutdownRequested()) return absl::CancelledError("interrupted");
  }
  if (gnuplot->exit_code() == 0) return absl::OkStatus();
  if (gnuplot->exit_code() == kNoProgram) {
    return absl::FailedPreconditionError(
        "gnuplot: expected this program, which draws plots, found none: on "
        "Debian install gnuplot-nox");
  }
  return absl::InternalError(absl::StrFormat(
      "gnuplot: %s:%s", gnuplot->HowItEnded(), TailOf(log, kTailLines)));
}

}  // namespace

absl::StatusOr<PictureFormat> PictureFormatOf(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".svg") return PictureFormat::kSvg;
  if (extension == ".png") return PictureFormat::kPng;
  if (extension == ".pdf") return PictureFormat::kPdf;
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s: expected a name that ends in .svg, .png or .pdf, found \"%s\"",
      file.string(), extension));
}

absl::Status DrawFigure(const Figure& figure, const fs::path& out) {
  const auto format = PictureFormatOf(out);
  if (!format.ok()) return format.status();
  const auto scratch = ScratchFolder::MakeBeside(out);
  if (!scratch.ok()) return scratch.status();
  const fs::path picture = scratch->path() / out.filename();
  const fs::path script = scratch->path() / "figure.gp";
  absl::Status done =
      WriteFileDurably(script, GnuplotScript(figure, *format, picture));
  if (done.ok()) done = Run(script, scratch->path() / "log");
  if (!done.ok()) return done;
  std::error_code error;
  fs::rename(picture, out, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrFormat("%s: %s", out.string(), error.message()));
}

}  // namespace lehr::client
