#include "client/pool_page.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/proto_json.h"
#include "client/text_table.h"
#include "client/time_format.h"

namespace lehr::client {
namespace {

std::string StandingOf(const v1::Pool& pool) {
  if (pool.deleting()) return "being deleted";
  if (pool.has_pause()) {
    return "pauses for " + FormatSpan(ToDuration(pool.pause()));
  }
  return pool.problem().empty() ? "well" : "has a problem";
}

std::string SettingsText(const v1::PoolSettings& settings) {
  const v1::SlurmSettings& slurm = settings.slurm();
  std::string text = absl::StrFormat(
      "Slurm: partition %s, at most %d workers of %d threads for %s each",
      slurm.partition().empty() ? "of the site" : slurm.partition(),
      settings.max_workers(), settings.threads(),
      FormatSpan(ToDuration(slurm.time_limit())));
  for (const auto& [name, value] :
       {std::pair<const char*, const std::string&>("account", slurm.account()),
        {"qos", slurm.qos()},
        {"logs in", slurm.log_folder()}}) {
    if (!value.empty()) absl::StrAppend(&text, ", ", name, " ", value);
  }
  for (const std::string& option : slurm.options()) {
    absl::StrAppend(&text, ", ", option);
  }
  absl::StrAppendFormat(
      &text, "\nworkers: find the server at %s, leave after %s without work",
      settings.worker_server(), FormatSpan(ToDuration(settings.leave_idle())));
  for (const std::string& option : settings.worker_options()) {
    absl::StrAppend(&text, ", ", option);
  }
  return text + "\n";
}

std::string CountsText(const v1::Pool& pool) {
  std::string text = absl::StrFormat(
      "now: %d pending, %d running, of which %d here\n"
      "ever: %d asked for, %d never came, %d requests failed\n",
      pool.pending(), pool.running(), pool.came(), pool.asked_total(),
      pool.never_came_total(), pool.failed_submissions_total());
  if (!pool.problem().empty()) {
    absl::StrAppendFormat(&text, "problem since %s: %s\n",
                          LocalTime(ToTime(pool.problem_since())),
                          pool.problem());
  }
  return text;
}

std::string JobsTable(const v1::Pool& pool) {
  TextTable table;
  for (const char* header :
       {"job", "state", "Slurm says", "worker", "asked for", "came", "ended"}) {
    table.AddColumn(header);
  }
  for (const v1::PoolJob& job : pool.jobs()) {
    table.AddRow({job.job(), Word(job.state()), job.site_words(), job.worker(),
                  LocalTime(ToTime(job.asked())),
                  job.has_came() ? LocalTime(ToTime(job.came())) : "–",
                  job.has_ended() ? LocalTime(ToTime(job.ended())) : "–"});
  }
  return table.rows() == 0 ? "" : "\n" + table.ToString();
}

}  // namespace

std::string PoolPage(const v1::Pool& pool) {
  return absl::StrCat("pool ", pool.name(), ": ", StandingOf(pool), "\n",
                      SettingsText(pool.settings()), CountsText(pool),
                      JobsTable(pool));
}

std::string PoolsTable(const v1::ListPoolsResponse& pools) {
  TextTable table;
  table.AddColumn("pool");
  table.AddColumn("standing");
  for (const char* header :
       {"most", "pending", "running", "here", "never came"}) {
    table.AddColumn(header, TextTable::Align::kRight);
  }
  table.AddColumn("problem");
  for (const v1::Pool& pool : pools.pools()) {
    table.AddRow({pool.name(), StandingOf(pool),
                  absl::StrCat(pool.settings().max_workers()),
                  absl::StrCat(pool.pending()), absl::StrCat(pool.running()),
                  absl::StrCat(pool.came()),
                  absl::StrCat(pool.never_came_total()), pool.problem()});
  }
  return table.ToString();
}

}  // namespace lehr::client
