#include "tests/bench/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <absl/strings/str_format.h>

#include "client/text_table.h"

namespace lehr::bench {
namespace {

using client::TextTable;
using nlohmann::json;

double AtomSteps(const Comparison& c) {
  return static_cast<double>(c.atoms) * static_cast<double>(c.steps);
}

std::string Number(const char* format, double value) {
  return std::isfinite(value) && value > 0
             ? absl::StrFormat(*absl::ParsedFormat<'f'>::New(format), value)
             : "-";
}

std::string Millions(double rate) { return Number("%.3f", rate / 1e6); }

// Half a full list: each pair once.
double Pairs(const Comparison& c) { return AtomSteps(c) * c.neighbors / 2; }

std::string SpeedTable(const Comparison& c) {
  TextTable table;
  table.AddColumn("program");
  for (const char* header :
       {"cores", "best M/s", "median M/s", "M/CPU s", "wall s", "CPU s",
        "ratio (wall)", "ratio (CPU)", "CPU ns/pair", "E0 - ours (eV/atom)"}) {
    table.AddColumn(header, TextTable::Align::kRight);
  }
  for (const Contender& one : c.contenders) {
    const Contender* ours = c.Ourselves(one.threads);
    const double wall = one.MedianWall();
    const double cpu = one.MedianCpu();
    std::vector<std::string> row = {
        one.name,
        std::to_string(one.threads),
        Millions(AtomSteps(c) / one.BestWall()),
        Millions(AtomSteps(c) / wall),
        Millions(AtomSteps(c) / cpu),
        Number("%.3f", wall),
        Number("%.3f", cpu),
        ours == nullptr ? "-" : Number("%.2f", wall / ours->MedianWall()),
        ours == nullptr ? "-" : Number("%.2f", cpu / ours->MedianCpu()),
        Number("%.2f", 1e9 * cpu / Pairs(c))};
    if (ours != nullptr) {
      const double difference =
          one.rounds[0].first_energy - ours->rounds[0].first_energy;
      row.push_back(
          absl::StrFormat("%.1e", difference / static_cast<double>(c.atoms)));
    }
    table.AddRow(std::move(row));
  }
  return table.ToString();
}

// The parts of both programs in one list. LAMMPS' Pair is our two passes
// together, its Comm our waiting at barriers.
std::string CommonPart(const std::string& part) {
  if (part == "Pair") return "both passes";
  if (part == "Neigh") return "neighbor";
  if (part == "Modify") return "integrate";
  if (part == "Comm" || part == "wait") return "wait, comm";
  if (part == "Output" || part == "Other") return "rest";
  return part;
}

std::string ShareTable(const Comparison& c) {
  const std::vector<std::string> parts = {
      "density pass", "force pass", "both passes", "neighbor",
      "integrate",    "wait, comm", "rest"};
  TextTable table;
  table.AddColumn("% of time");
  table.AddColumn("cores", TextTable::Align::kRight);
  for (const std::string& part : parts) {
    table.AddColumn(part, TextTable::Align::kRight);
  }
  for (const Contender& one : c.contenders) {
    std::map<std::string, double> sums;
    for (const auto& [part, share] : one.shares) {
      sums[CommonPart(part)] += share;
    }
    if (sums.contains("density pass") || sums.contains("force pass")) {
      sums["both passes"] = sums["density pass"] + sums["force pass"];
    }
    std::vector<std::string> row = {one.name, std::to_string(one.threads)};
    for (const std::string& part : parts) {
      row.push_back(sums.contains(part) ? absl::StrFormat("%.1f", sums[part])
                                        : "-");
    }
    if (!sums.empty()) table.AddRow(std::move(row));
  }
  return table.rows() == 0 ? "" : table.ToString();
}

std::string CountLines(const Comparison& c) {
  std::string text;
  for (const Contender& one : c.contenders) {
    if (one.instructions_per_pair <= 0) continue;
    absl::StrAppendFormat(&text, "  %s, %d: %.1f instructions", one.name,
                          one.threads, one.instructions_per_pair);
    if (one.cycles_per_pair > 0) {
      absl::StrAppendFormat(&text, ", %.1f cycles", one.cycles_per_pair);
    }
    text += '\n';
  }
  return text.empty() ? text : "per pair inside the cutoff and step:\n" + text;
}

json ContenderJson(const Contender& one) {
  json rounds = json::array();
  for (const Measurement& m : one.rounds) {
    rounds.push_back({{"wall_seconds", m.wall_seconds},
                      {"cpu_seconds", m.cpu_seconds},
                      {"process_cpu_seconds", m.process_cpu_seconds},
                      {"first_energy_ev", m.first_energy}});
  }
  json shares = json::object();
  for (const auto& [part, share] : one.shares) shares[part] = share;
  return {{"program", one.name},
          {"cores", one.threads},
          {"double_precision", one.exact},
          {"rounds", rounds},
          {"percent_of_time", shares},
          {"instructions_per_pair", one.instructions_per_pair},
          {"cycles_per_pair", one.cycles_per_pair}};
}

}  // namespace

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half]
                                : (values[half - 1] + values[half]) / 2;
}

double MeanNeighbors(const md::State& state, double cutoff) {
  const auto& positions = state.atoms.positions;
  const std::size_t stride = std::max<std::size_t>(1, positions.size() / 500);
  double found = 0;
  double centers = 0;
  for (std::size_t i = 0; i < positions.size(); i += stride) {
    for (const md::Vec3& other : positions) {
      double squared = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const double edge = state.box.lengths[k];
        double d = other[k] - positions[i][k];
        d -= edge * std::round(d / edge);
        squared += d * d;
      }
      if (squared < cutoff * cutoff) ++found;
    }
    ++centers;
    --found;  // itself
  }
  return found / centers;
}

double Contender::MedianWall() const {
  std::vector<double> values;
  for (const Measurement& m : rounds) values.push_back(m.wall_seconds);
  return Median(std::move(values));
}

double Contender::MedianCpu() const {
  std::vector<double> values;
  for (const Measurement& m : rounds) values.push_back(m.cpu_seconds);
  return Median(std::move(values));
}

double Contender::BestWall() const {
  double best = INFINITY;
  for (const Measurement& m : rounds) best = std::min(best, m.wall_seconds);
  return best;
}

const Contender* Comparison::Ourselves(int threads) const {
  for (const Contender& one : contenders) {
    if (one.name == kOurselves && one.threads == threads) return &one;
  }
  return nullptr;
}

std::string ComparisonText(const Comparison& c) {
  std::string text = absl::StrFormat(
      "%d atoms of Cu64Zr36 at %g K, %s, %.1f neighbors inside the cutoff; "
      "%d steps of NPT, 2 fs\n",
      c.atoms, c.temperature, c.potential, c.neighbors, c.steps);
  for (const std::string& note : c.notes) text += "- " + note + '\n';
  return text + '\n' + SpeedTable(c) + '\n' + ShareTable(c) + CountLines(c);
}

json ComparisonJson(const Comparison& c) {
  json contenders = json::array();
  for (const Contender& one : c.contenders) {
    contenders.push_back(ContenderJson(one));
  }
  return {{"potential", c.potential}, {"lammps", c.lammps},
          {"atoms", c.atoms},         {"temperature_kelvin", c.temperature},
          {"steps", c.steps},         {"neighbors_per_atom", c.neighbors},
          {"notes", c.notes},         {"contenders", contenders}};
}

}  // namespace lehr::bench
