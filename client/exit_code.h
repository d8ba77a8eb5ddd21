#ifndef LEHR_CLIENT_EXIT_CODE_H_
#define LEHR_CLIENT_EXIT_CODE_H_

#include <absl/status/status.h>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// Exit codes of `lehr`; scripts rely on them.
inline constexpr int kExitOk = 0;
inline constexpr int kExitSweepFailed = 1;  // or was cancelled
inline constexpr int kExitFindings = 1;     // of `admin fsck`, `validate`
inline constexpr int kExitBadInput = 2;     // usage, sweep file, potential
inline constexpr int kExitNoServer = 3;     // unreachable, or too slow
inline constexpr int kExitNotFound = 4;     // no such sweep
inline constexpr int kExitOther = 5;        // refused, disk full, a bug
inline constexpr int kExitInterrupted = 130;

// What `lehr --help` says about them.
inline constexpr char kExitCodesHelp[] =
    "Exit codes:\n"
    "  0    done as asked\n"
    "  1    the sweep failed or was cancelled; fsck has found something; "
    "engines\n"
    "       differ\n"
    "  2    wrong usage, sweep file or potential\n"
    "  3    no server answers\n"
    "  4    no such sweep\n"
    "  5    anything else: refused, disk full, a program that dies\n"
    "  130  interrupted by Ctrl-C\n";

// The code for a call that ended so.
int ExitCodeOf(const absl::Status& status);

// The code for a sweep that stands there; kExitOk while it runs.
int ExitCodeOf(v1::SweepState state);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_EXIT_CODE_H_
