#include "server/web/metrics.h"

#include <fstream>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <utility>
#include <vector>

#include <unistd.h>

#include "proto/support/steady_time.h"
#include "server/coordinator/pool_report.h"
#include "server/store/attempt_table.h"
#include "server/store/sweep_table.h"
#include "server/web/json.h"

namespace lehr::server {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// From a commit that did not wait for the disk to one that a client notices
// [s].
const prometheus::Histogram::BucketBoundaries& Seconds() {
  static const auto* const kSeconds =
      new prometheus::Histogram::BucketBoundaries{
          0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};
  return *kSeconds;
}

MetricFamily Family(std::string name, std::string help, MetricType type) {
  MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return family;
}

void Add(MetricFamily& family, double value,
         std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  if (family.type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  family.metric.push_back(std::move(metric));
}

template <typename Value>
MetricFamily Labelled(std::string name, std::string help, MetricType type,
                      const std::string& label,
                      const std::map<std::string, Value>& values) {
  MetricFamily family = Family(std::move(name), std::move(help), type);
  for (const auto& [key, value] : values) {
    Add(family, static_cast<double>(value), {{label, key}});
  }
  return family;
}

MetricFamily Single(std::string name, std::string help, double value) {
  MetricFamily family =
      Family(std::move(name), std::move(help), MetricType::Gauge);
  Add(family, value);
  return family;
}

MetricFamily Counted(std::string name, std::string help, double value) {
  MetricFamily family =
      Family(std::move(name), std::move(help), MetricType::Counter);
  Add(family, value);
  return family;
}

// What pools have and had, by pool.
void AddPools(const std::vector<v1::Pool>& pools,
              std::vector<MetricFamily>& families) {
  MetricFamily jobs =
      Family("lehr_pool_jobs", "Jobs of a pool that are not over, by state",
             MetricType::Gauge);
  std::map<std::string, std::int64_t> never_came;
  std::map<std::string, std::int64_t> failed;
  for (const v1::Pool& pool : pools) {
    Add(jobs, pool.pending(), {{"pool", pool.name()}, {"state", "pending"}});
    Add(jobs, pool.running(), {{"pool", pool.name()}, {"state", "running"}});
    never_came[pool.name()] = pool.never_came_total();
    failed[pool.name()] = pool.failed_submissions_total();
  }
  families.push_back(std::move(jobs));
  families.push_back(Labelled("lehr_pool_never_came_total",
                              "Workers asked for that never came, by pool",
                              MetricType::Counter, "pool", never_came));
  families.push_back(Labelled("lehr_pool_failed_submissions_total",
                              "Requests that the site refused, by pool",
                              MetricType::Counter, "pool", failed));
}

// Memory of this process [bytes].
double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

struct Metrics::Parts {
  prometheus::Registry registry;
  prometheus::Histogram& commits =
      prometheus::BuildHistogram()
          .Name("lehr_commit_seconds")
          .Help("Time of a transaction until it is on disk")
          .Register(registry)
          .Add({}, Seconds());
  prometheus::Family<prometheus::Histogram>& calls =
      prometheus::BuildHistogram()
          .Name("lehr_rpc_seconds")
          .Help("Time from a call to its answer; LeaseSegment waits for work")
          .Register(registry);
  std::function<Files()> read_files = [] { return Files(); };
};

Metrics::Metrics() : parts_(std::make_unique<Parts>()) {}
Metrics::~Metrics() = default;

void Metrics::ObserveCommit(absl::Duration duration) {
  parts_->commits.Observe(absl::ToDoubleSeconds(duration));
}

void Metrics::ObserveCall(const std::string& method, const std::string& code,
                          absl::Duration duration) {
  parts_->calls.Add({{"method", method}, {"code", code}}, Seconds())
      .Observe(absl::ToDoubleSeconds(duration));
}

void Metrics::WatchFiles(std::function<Files()> read) {
  parts_->read_files = std::move(read);
}

std::string Metrics::Text(const Now& now) const {
  std::vector<MetricFamily> families = parts_->registry.Collect();
  families.push_back(Labelled("lehr_segments",
                              "Segments of running sweeps, by state",
                              MetricType::Gauge, "state", now.segments));
  families.push_back(Labelled("lehr_attempts_total",
                              "Attempts that ended, by outcome",
                              MetricType::Counter, "outcome", now.attempts));
  families.push_back(Labelled("lehr_worker_atom_steps_per_second",
                              "Present speed of the live workers",
                              MetricType::Gauge, "worker", now.speeds));
  families.push_back(Single("lehr_workers", "Live workers",
                            static_cast<double>(now.speeds.size())));
  families.push_back(Single("lehr_leases", "Segments that a worker has",
                            static_cast<double>(now.leases)));
  families.push_back(Single("lehr_database_bytes", "Size of the database",
                            static_cast<double>(now.database_bytes)));
  AddPools(now.pools, families);
  const Files files = parts_->read_files();
  families.push_back(Single("lehr_disk_free_bytes",
                            "Free space on the disk of the data folder",
                            static_cast<double>(files.free_bytes)));
  families.push_back(Counted("lehr_artifacts_lost_total",
                             "Files found missing or damaged",
                             static_cast<double>(files.artifacts_lost)));
  families.push_back(Counted("lehr_scrubbed_bytes_total",
                             "Content that was read again to find damage",
                             static_cast<double>(files.scrubbed_bytes)));
  families.push_back(Single("process_resident_memory_bytes",
                            "Memory of this process", ResidentBytes()));
  return prometheus::TextSerializer().Serialize(families);
}

Metrics::Now ReadMetrics(Database& database, const Roster& roster) {
  Metrics::Now now;
  for (const auto& [state, count] : CountRunning(database)) {
    now.segments[Word(state)] = count;
  }
  for (const auto& [outcome, count] : CountAttempts(database)) {
    if (outcome == "RUNNING") {
      now.leases = count;
    } else {
      now.attempts[Word(outcome)] = count;
    }
  }
  for (const auto& [session, member] : roster.members()) {
    double& speed = now.speeds[member.name];
    for (const v1::Progress& progress : member.progress) {
      speed += progress.atom_steps_per_second();
    }
  }
  const auto pools = ReportPools(database, {}, SteadyNow());
  if (pools.ok())
    now.pools.assign(pools->pools().begin(), pools->pools().end());
  now.database_bytes = database.size_bytes();
  return now;
}

}  // namespace lehr::server
