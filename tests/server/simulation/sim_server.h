#ifndef LEHR_TESTS_SERVER_SIMULATION_SIM_SERVER_H_
#define LEHR_TESTS_SERVER_SIMULATION_SIM_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "server/store/database.h"
#include "tests/server/simulation/checked_server.h"
#include "tests/server/simulation/event_loop.h"
#include "tests/server/simulation/history.h"
#include "tests/server/simulation/random.h"

namespace lehr::server {

// A Call is what arrives at the server: it decides within a transaction and
// returns what is to happen where it came from once the answer is there.
using Answer = std::function<void()>;
using Call = std::function<Answer(CheckedServer& server, absl::Time now)>;

// SimServer does what lehrd's thread does: takes what has come in, decides it
// in one transaction, waits for the disk, and only then answers. It can crash
// at each of these moments.
class SimServer {
 public:
  // `send` brings an answer on its way.
  SimServer(EventLoop* loop, Random* random, History* history, bool has_model,
            std::function<void(int caller, Answer)> send);

  // A call has arrived; it is lost while the server is down.
  void Arrive(int caller, Call call);

  // The process is killed; it is started again after `down`. The wall clock of
  // the machine may have been set meanwhile.
  void Crash(absl::Duration down, absl::Duration clock_jump);
  // From now on a commit takes this long.
  void SetSync(absl::Duration least, absl::Duration most) {
    least_sync_ = least;
    most_sync_ = most;
  }

  // From now on no commit succeeds, or each does.
  void SetFull(bool is_full) { disk_is_full_ = is_full; }
  // The disk is nearly full, or not any more.
  void HoldStates(bool hold) { server_.HoldStates(hold); }

  bool up() const { return up_; }
  // Between two transactions.
  bool idle() const { return up_ && !deciding_; }
  Database& database() { return *database_; }
  const std::string& complaint() const { return complaint_; }
  int commits() const { return commits_; }

 private:
  struct Waiting {
    int caller = 0;
    Call call;
  };

  absl::Time Now() const { return loop_.now() + clock_offset_; }
  void Start();
  void Decide();
  void Finish(std::vector<std::pair<int, Answer>> answers);
  void CheckDisk();
  void Complain(const std::string& what);

  EventLoop& loop_;
  Random& random_;
  History& history_;
  std::function<void(int, Answer)> send_;
  std::unique_ptr<Database> database_;
  CheckedServer server_;
  std::vector<Waiting> inbox_;
  bool up_ = true;
  bool deciding_ = false;
  bool disk_is_full_ = false;
  int life_ = 0;  // counts processes
  int commits_ = 0;
  absl::Duration clock_offset_;
  absl::Time next_expiry_ = absl::InfinitePast();
  absl::Duration least_sync_ = absl::Milliseconds(1);
  absl::Duration most_sync_ = absl::Milliseconds(5);
  std::string complaint_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_SIM_SERVER_H_
