#include "client/plot/figure.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "client/number_format.h"
#include "client/table_cells.h"
#include "proto/support/csv.h"

namespace lehr::client {
namespace {

// What the samples of a figure have, taken together.
struct Errors {
  int least_replicas = 0;
  int most_replicas = 0;
  bool over_replicas = false;
  bool within_run = false;
};

Errors ErrorsOf(const Figure& figure) {
  Errors errors;
  const auto take = [&errors](const Sample& sample) {
    errors.over_replicas |= sample.kind == ErrorKind::kReplicas;
    errors.within_run |= sample.kind == ErrorKind::kWithinRun;
    errors.most_replicas = std::max(errors.most_replicas, sample.replicas);
    errors.least_replicas =
        errors.least_replicas == 0
            ? sample.replicas
            : std::min(errors.least_replicas, sample.replicas);
  };
  for (const Panel& panel : figure.panels) {
    if (panel.level.has_value()) take(*panel.level);
    for (const Series& series : panel.series) {
      if (series.mark == Mark::kGuide) continue;
      for (const Sample& sample : series.samples) take(sample);
    }
  }
  return errors;
}

const char* KindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kReplicas:
      return "replicas";
    case ErrorKind::kWithinRun:
      return "within_run";
    case ErrorKind::kNone:
      break;
  }
  return "";
}

std::vector<std::string> CsvRow(const Panel& panel, const std::string& series,
                                const Sample& sample, bool level) {
  std::string x = level ? "" : FormatExact(sample.x);
  if (!level && !panel.categories.empty()) {
    x = panel.categories.at(static_cast<std::size_t>(sample.x));
  }
  const bool has_error = sample.kind != ErrorKind::kNone;
  return {panel.title,
          series,
          CsvHeading(panel.x.name, panel.x.unit),
          x,
          CsvHeading(panel.y.name, panel.y.unit),
          FormatExact(sample.y),
          has_error ? FormatExact(sample.error) : "",
          KindName(sample.kind),
          absl::StrCat(sample.replicas)};
}

}  // namespace

std::string ErrorNote(const Figure& figure) {
  const Errors errors = ErrorsOf(figure);
  if (errors.most_replicas == 0) return "";
  const std::string counts = errors.least_replicas == errors.most_replicas
                                 ? absl::StrCat("n = ", errors.most_replicas)
                                 : absl::StrCat("n = ", errors.least_replicas,
                                                " to ", errors.most_replicas);
  std::string note;
  if (errors.most_replicas > 1) {
    note = absl::StrCat("Mean over replicas (", counts, ")");
    if (errors.over_replicas) note += ", ± one standard error of the mean";
  } else {
    note = "One replica: no error between samples is known";
  }
  if (errors.within_run) {
    note += errors.most_replicas > 1
                ? "; of a single one: standard error within its run"
                : "; ± one standard error within its run";
  }
  return note + ".";
}

std::string FigureCsv(const Figure& figure) {
  std::string csv = CsvLine({"panel", "series", "x_quantity", "x", "y_quantity",
                             "y", "standard_error", "error_of", "replicas"});
  for (const Panel& panel : figure.panels) {
    if (panel.level.has_value()) {
      csv += CsvLine(CsvRow(panel, panel.level_name, *panel.level, true));
    }
    for (const Series& series : panel.series) {
      if (series.mark == Mark::kGuide) continue;
      for (const Sample& sample : series.samples) {
        csv += CsvLine(CsvRow(panel, series.name, sample, false));
      }
    }
  }
  return csv;
}

}  // namespace lehr::client
