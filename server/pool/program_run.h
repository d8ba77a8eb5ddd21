#ifndef LEHR_SERVER_POOL_PROGRAM_RUN_H_
#define LEHR_SERVER_POOL_PROGRAM_RUN_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace lehr::server {

// Runs a program of the system to its end and returns what it wrote to standard
// output. `arguments` begins with its name, which is looked for in PATH; no
// shell is involved. `input` is its standard input.
//
// NOT_FOUND if there is no such program; UNAVAILABLE if it ends with another
// code than 0, in its own words: what it wrote to standard error;
// DEADLINE_EXCEEDED if it takes longer than `limit`, CANCELLED as soon as
// go_on() is false: then it was killed. May be called by any thread; waits.
absl::StatusOr<std::string> RunToEnd(const std::vector<std::string>& arguments,
                                     std::string_view input,
                                     absl::Duration limit,
                                     const std::function<bool()>& go_on);

}  // namespace lehr::server

#endif  // LEHR_SERVER_POOL_PROGRAM_RUN_H_
