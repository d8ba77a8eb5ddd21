#ifndef LEHR_CLIENT_REPORT_REPORT_FILES_H_
#define LEHR_CLIENT_REPORT_REPORT_FILES_H_

namespace lehr::client {

// Files of this folder that the program carries: report.css, paper_values.csv
// and paper_trends.csv.
extern const char kReportStyle[];
extern const char kPaperValues[];
extern const char kPaperTrends[];

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_REPORT_FILES_H_
