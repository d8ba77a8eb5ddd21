#ifndef LEHR_CLIENT_REPORT_REPORT_PAGE_H_
#define LEHR_CLIENT_REPORT_REPORT_PAGE_H_

#include <string>
#include <vector>

#include <absl/time/time.h>

#include "client/plot/sweep_data.h"
#include "client/report/report_snapshots.h"

namespace lehr::client {

// A DrawnFigure is a figure of the report.
struct DrawnFigure {
  std::string kind;
  std::string caption;
  std::string note;
  std::string paper;  // figures of the reference study; may be empty
  std::string svg;    // as gnuplot wrote it
};

// What the page shows beside the SweepData.
struct ReportParts {
  absl::Time now;
  std::string server_address;
  std::vector<DrawnFigure> figures;
  std::vector<Snapshot> snapshots;
  std::string comparison_html;
  std::vector<std::string> notes;  // what could not be shown, and why
  std::vector<std::string> files;  // beside the page
};

// The report as one HTML page that needs nothing else: no script, no network.
// Everything that people or programs have named is escaped.
std::string ReportPage(const SweepData& data, const ReportParts& parts);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_REPORT_PAGE_H_
