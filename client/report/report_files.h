#ifndef LEHR_CLIENT_REPORT_REPORT_FILES_H_
#define LEHR_CLIENT_REPORT_REPORT_FILES_H_

namespace lehr::client {

// Files of this folder that the program carries: report.css, paper_values.csv,
// paper_trends.csv and paper_inconsistencies.txt.
extern const char kReportStyle[];
extern const char kPaperValues[];
extern const char kPaperTrends[];
extern const char kPaperInconsistencies[];

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_REPORT_FILES_H_
