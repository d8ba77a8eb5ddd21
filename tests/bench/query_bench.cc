// How long people wait for questions about a large sweep: 100,000 points of 4
// segments, 1,000,000 observables.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/store/database.h"
#include "server/store/sql_reader.h"
#include "tests/support/program.h"

namespace lehr::server {
namespace {

constexpr int kRounds = 3;

// Written at once instead of by 100,000 reports. A tenth of the points is as
// cast, the others are annealed at one of 400 temperatures; replicas go round.
std::string FillScript(int points) {
  const std::string count = absl::StrCat(points);
  return absl::StrCat(
      "PRAGMA foreign_keys = OFF; BEGIN;"
      "INSERT INTO artifacts (sha256, size_bytes, created_us) VALUES "
      "(zeroblob(32), 1, 1);"
      "INSERT INTO sweeps (sweep_id, request_id, name, spec, spec_sha256,"
      " summary, state, priority, points, points_done, created_us, ended_us)"
      " VALUES (1, 'bench', 'bench', x'', zeroblob(32), x'', 'DONE', 0, ",
      count, ", ", count,
      ", 1, 2);"
      "WITH RECURSIVE n (i) AS"
      " (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ",
      count,
      ") INSERT INTO points (sweep_id, point, treatment, replica,"
      " baseline_point, open_segments)"
      " SELECT 1, i, iif(i % 10, 'annealed', 'as_cast'), i % 4, i - i % 10, 0"
      " FROM n;"
      "INSERT INTO point_parameters (sweep_id, point, position, name, value)"
      " SELECT 1, point, 0,"
      " 'annealing_temperature', 600 + point % 400 FROM points"
      " WHERE treatment = 'annealed';"
      "WITH RECURSIVE n (i) AS"
      " (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 4 * ",
      count,
      ") INSERT INTO segments (segment_id, key, physical_key, kind, work,"
      " potential_sha256, potential_name, label, atoms, steps, head_steps,"
      " record_steps, priority, path_atom_steps, state, attempts, failures,"
      " losses, not_before_us, error, end_state_sha256, created_us, done_us)"
      " SELECT i + 1, CAST(printf('%032d', i) AS BLOB),"
      " CAST(printf('%032d', i) AS BLOB),"
      " CASE i % 4 WHEN 2 THEN 'ENERGY' WHEN 3 THEN 'STRESS_STRAIN'"
      " ELSE 'ADVANCE' END, zeroblob(200), zeroblob(32), 'p', 'l', 1000, 1000,"
      " 0, 100, 0, 1000, 'DONE', 1, 0, 0, 0, '',"
      " iif(i % 4 < 2, zeroblob(32), NULL), 1, 2 FROM n;"
      "INSERT INTO point_segments (sweep_id, point, position, segment_id)"
      " SELECT 1, point, column1, 4 * point + column1 + 1"
      " FROM points, (VALUES (0), (1), (2), (3));"
      "WITH names (k, position, name, unit) AS (VALUES"
      " (2, 0, 'potential_energy', 'eV/atom'),"
      " (2, 1, 'inherent_structure_energy', 'eV/atom'),"
      " (2, 2, 'temperature', 'K'), (2, 3, 'volume_per_atom', 'A^3'),"
      " (2, 4, 'density', 'g/cm^3'), (3, 0, 'yield_stress', 'GPa'),"
      " (3, 1, 'flow_stress', 'GPa'), (3, 2, 'stress_drop', 'GPa'),"
      " (3, 3, 'yield_strain', '1'), (3, 4, 'tangent_modulus', 'GPa'))"
      " INSERT INTO observables (segment_id, position, name, unit, value,"
      " standard_error) SELECT 4 * point + k + 1, position, name, unit,"
      " position + (point * 7919 % 1000) / 1000.0, 0.01 FROM points, names;"
      "COMMIT;");
}

double CpuSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// The least of some rounds; other programs only make it more.
bool Measure(const std::string& name,
             const std::function<absl::StatusOr<int>()>& question) {
  double cpu = 1e9;
  double wall = 1e9;
  int rows = 0;
  for (int round = 0; round < kRounds; ++round) {
    const double cpu_began = CpuSeconds();
    const absl::Time began = absl::Now();
    const auto found = question();
    if (!found.ok()) {
      std::printf("%s: ERROR %s\n", name.c_str(),
                  std::string(found.status().message()).c_str());
      return false;
    }
    rows = *found;
    cpu = std::min(cpu, CpuSeconds() - cpu_began);
    wall = std::min(wall, absl::ToDoubleSeconds(absl::Now() - began));
  }
  std::printf("%-52s %7d rows  %6.3f s cpu  %6.3f s\n", name.c_str(), rows, cpu,
              wall);
  return true;
}

absl::StatusOr<int> RowsOf(const std::filesystem::path& file,
                           const std::string& statement) {
  v1::RunSqlRequest request;
  request.set_statement(statement);
  request.set_max_rows(10'000'000);
  request.mutable_time_limit()->set_seconds(60);
  const auto reader = SqlReader::Open(file, request);
  if (!reader.ok()) return reader.status();
  int rows = 0;
  for (;;) {
    const auto piece = (*reader)->Next();
    if (!piece.ok()) return piece.status();
    if (!piece->has_value()) return rows;
    rows += (*piece)->rows_size();
  }
}

struct Question {
  const char* name;
  const char* statement;
};
constexpr Question kQuestions[] = {
    {"mean of every observable",
     "SELECT name, count(*), avg(value) FROM observables GROUP BY name"},
    {"mean of one, with its treatment",
     "SELECT treatment, avg(value) FROM v_measured WHERE sweep = 'bench' "
     "AND name = 'yield_stress' AND is_result GROUP BY 1"},
    {"1000 points of results_bench",
     "SELECT * FROM results_bench ORDER BY point LIMIT 1000 OFFSET 500"},
    {"1000 points of v_results",
     "SELECT * FROM v_results WHERE sweep = 'bench' AND point < 1000"},
    {"results --where on a parameter",
     "SELECT point, yield_stress FROM results_bench WHERE "
     "annealing_temperature >= 900 AND treatment = 'annealed'"},
    {"results --where on an observable",
     "SELECT point, yield_stress FROM results_bench WHERE yield_stress > "
     "0.99"},
};

int Run(int points) {
  const std::filesystem::path file = MakeTestFolder() / "lehr.db";
  auto database = Database::Open(file);
  if (!database.ok()) return 1;
  (*database)->RunScript(FillScript(points));
  if (!(*database)->status().ok()) {
    std::printf("ERROR %s\n",
                std::string((*database)->status().message()).c_str());
    return 1;
  }
  bool all_well = true;
  Coordinator coordinator(database->get(), {});
  all_well &= Measure("a page of ListResults", [&]() -> absl::StatusOr<int> {
    v1::ListResultsRequest request;
    request.set_sweep_id(1);
    request.set_page_token(absl::StrCat(points / 2));
    const auto results = coordinator.ListResults(request);
    if (!results.ok()) return results.status();
    return results->points_size();
  });
  for (const Question& question : kQuestions) {
    all_well &= Measure(question.name,
                        [&] { return RowsOf(file, question.statement); });
  }
  return all_well ? 0 : 1;
}

}  // namespace
}  // namespace lehr::server

int main(int argc, char** argv) {
  CLI::App app("Times questions about the results of a large sweep.");
  int points = 100'000;
  app.add_option("--points", points, "Points; each has 10 observables")
      ->check(CLI::Range(10, 10'000'000))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return lehr::server::Run(points);
}
