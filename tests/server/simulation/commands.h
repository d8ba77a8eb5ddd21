#ifndef LEHR_TESTS_SERVER_SIMULATION_COMMANDS_H_
#define LEHR_TESTS_SERVER_SIMULATION_COMMANDS_H_

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace lehr::server {

// A Command is one thing that somebody does, in numbers that mean something in
// every state ("the worker's lease `b` modulo how many it has"), so that a list
// of commands still makes sense when some are taken out.
struct Command {
  enum Kind {
    kSubmit,      // family a, request b, sample and priority c
    kCancel,      // sweep a
    kRetry,       // sweep a
    kPause,       // sweep a
    kResume,      // sweep a
    kLease,       // worker a; b = 0: the last question once more
    kHeartbeat,   // worker a, with all its leases; b = 0: it obeys
    kCheckpoint,  // worker a, lease b, at step c
    kComplete,    // worker a, lease b; c = 0: it will be repeated
    kForeign,     // worker a, a lease of the next worker: reported as its own
    kUploadless,  // worker a, lease b: reported, but not uploaded
    kFail,        // worker a, lease b, for reason c
    kReturn,      // worker a, lease b
    kCrash,       // worker a: another process takes its place
    kPass,        // a seconds
    kRestart,     // the server
    kCollect,     // garbage
    kKinds,
  };
  Kind kind = kPass;
  int a = 0;
  int b = 0;
  int c = 0;
};

// In the form in which a person can read it.
std::string Describe(const Command& command);
std::string Describe(const std::vector<Command>& commands);

std::vector<Command> RandomCommands(std::uint64_t seed, int count);

// Plays the commands against a coordinator with a model beside it. What is
// wrong first, after the number of the command; empty if nothing is. `reached`
// gets the states in which things were at the end: "attempt LOST".
std::string Play(const std::vector<Command>& commands,
                 std::set<std::string>* reached = nullptr);

// The shortest list that taking commands out leads to and that still `fails`.
std::vector<Command> Shrink(
    std::vector<Command> commands,
    const std::function<bool(const std::vector<Command>&)>& fails);

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_COMMANDS_H_
