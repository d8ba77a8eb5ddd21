#include "tests/server/simulation/sim_person.h"

#include <algorithm>

#include <absl/strings/str_format.h>

#include "tests/server/simulation/sweep_family.h"

namespace lehr::server {
namespace {

constexpr int kMostSubmissions = 8;
constexpr int kMostReplicas = 3;

}  // namespace

World::Person::Person(World* world, int id) : world_(*world), id_(id) {
  Submit();
  DoSomething();
}

void World::Person::DoSomething() {
  const absl::Duration wait =
      world_.random().Between(absl::Seconds(1), absl::Seconds(25));
  world_.Later(id_, life_, wait, [this] {
    if (world_.is_quiet()) return;
    const int dice = world_.random().Roll(15);
    if (dice < 4) {
      Submit();
    } else if (dice < 5) {
      CollectGarbage();
    } else if (dice == 13) {
      Drain();
    } else if (!sweeps_.empty()) {
      const std::int64_t sweep_id = sweeps_[static_cast<std::size_t>(
          world_.random().Roll(static_cast<int>(sweeps_.size())))];
      if (dice < 7) {
        Cancel(sweep_id);
      } else if (dice < 9) {
        Retry(sweep_id);
      } else if (dice < 11) {
        Pause(sweep_id);
      } else if (dice < 13) {
        Resume(sweep_id);
      } else if (!world_.has_model()) {
        Extend(sweep_id);
      }
    }
    DoSomething();
  });
}

void World::Person::Submit() {
  if (submissions_ == kMostSubmissions) return;
  Random& random = world_.random();
  v1::SubmitSweepRequest request = SubmissionOf(
      random.Roll(world_.has_model() ? kModelledFamilies : kFamilies),
      random.Roll(3), absl::StrFormat("%d by person %d", ++submissions_, id_),
      random.Roll(3));
  if (!world_.has_model()) {
    request.set_audit_fraction(random.Once(2) ? 0.3 : 0);
    request.set_recompute(random.Once(6));
  }
  Ask([this, request](CheckedServer& server, absl::Time now) -> Answer {
    const auto response = server.Submit(request, now);
    if (!response.ok()) return [] {};
    return [this, request, id = response->sweep_id()] {
      world_.loop().Note(
          absl::StrFormat("sweep %d is \"%s\"", id, request.request_id()));
      world_.history().Submitted(request.request_id(), id);
      sweeps_.push_back(id);
      specs_[id] = request.spec();
    };
  });
}

void World::Person::Cancel(std::int64_t sweep_id) {
  Ask([this, sweep_id](CheckedServer& server, absl::Time now) -> Answer {
    const absl::Status status = server.Cancel(sweep_id, now);
    return [this, sweep_id, status] {
      if (!status.ok()) return;
      world_.loop().Note(absl::StrFormat("sweep %d is cancelled", sweep_id));
      world_.history().Cancelled(sweep_id);
    };
  });
}

void World::Person::Retry(std::int64_t sweep_id) {
  Ask([this, sweep_id](CheckedServer& server, absl::Time now) -> Answer {
    const absl::Status status = server.Retry(sweep_id, now);
    return [this, sweep_id, status] {
      if (!status.ok()) return;
      world_.loop().Note(absl::StrFormat("sweep %d is tried again", sweep_id));
    };
  });
}

void World::Person::Pause(std::int64_t sweep_id) {
  world_.loop().Note(absl::StrFormat("sweep %d is to be paused", sweep_id));
  Ask([sweep_id](CheckedServer& server, absl::Time now) -> Answer {
    server.Pause(sweep_id, now).IgnoreError();
    return [] {};
  });
}

void World::Person::Resume(std::int64_t sweep_id) {
  world_.loop().Note(absl::StrFormat("sweep %d is to go on", sweep_id));
  Ask([sweep_id](CheckedServer& server, absl::Time now) -> Answer {
    server.Resume(sweep_id, now).IgnoreError();
    return [] {};
  });
}

void World::Person::Extend(std::int64_t sweep_id) {
  v1::SweepSpec& spec = specs_[sweep_id];
  if (spec.replicas() >= kMostReplicas) return;
  spec.set_replicas(std::max(spec.replicas(), 1) + 1);
  v1::ExtendSweepRequest request;
  request.set_sweep_id(sweep_id);
  *request.mutable_spec() = spec;
  Ask([this, request](CheckedServer& server, absl::Time now) -> Answer {
    const auto response = server.Extend(request, now);
    if (!response.ok()) return [] {};
    return [this, sweep = response->sweep()] {
      world_.loop().Note(absl::StrFormat("sweep %d has %d points",
                                         sweep.sweep_id(), sweep.points()));
      world_.history().Extended(sweep.sweep_id(), sweep.points());
    };
  });
}

void World::Person::Drain() {
  const std::string session = world_.SomeSession();
  Ask([this, session](CheckedServer& server, absl::Time now) -> Answer {
    const absl::Status status = server.Drain(session, now);
    return [this, session, status] {
      if (!status.ok()) return;
      world_.loop().Note(absl::StrFormat("%s is to leave", session));
      world_.history().Drained(session);
    };
  });
}

void World::Person::CollectGarbage() {
  Ask([](CheckedServer& server, absl::Time now) -> Answer {
    server.CollectGarbage(now).IgnoreError();
    return [] {};
  });
}

}  // namespace lehr::server
