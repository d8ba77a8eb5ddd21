#ifndef LEHR_PROTO_SUPPORT_SHUTDOWN_H_
#define LEHR_PROTO_SUPPORT_SHUTDOWN_H_

#include <absl/time/time.h>

namespace lehr {

// Turns SIGINT and SIGTERM into a request to stop that any thread can read.
// Call once, in main, before threads are made. A second SIGINT or SIGTERM ends
// the process at once.
void InstallShutdownHandler();

// Whether such a signal has come.
bool ShutdownRequested();

// Waits for such a signal, at most `limit`; returns ShutdownRequested().
bool WaitForShutdown(absl::Duration limit);

// Asks for the stop from within the process.
void RequestShutdown();

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_SHUTDOWN_H_
