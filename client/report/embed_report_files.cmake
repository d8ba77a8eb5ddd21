# Makes report_files_data.cc of the files that `lehr report` carries. Sets
# LEHR_REPORT_FILES_SOURCE. Runs at configure time and again when a file changes.
foreach(pair kReportStyle=report.css kPaperValues=paper_values.csv
        kPaperTrends=paper_trends.csv
        kPaperInconsistencies=paper_inconsistencies.txt)
  string(REPLACE "=" ";" pair ${pair})
  list(GET pair 0 constant)
  list(GET pair 1 name)
  set(file ${CMAKE_CURRENT_LIST_DIR}/${name})
  file(READ ${file} text)
  string(APPEND entries
    "extern const char ${constant}[] = R\"lehr_file(${text})lehr_file\";\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
endforeach()

set(LEHR_REPORT_FILES_SOURCE ${CMAKE_CURRENT_BINARY_DIR}/report_files_data.cc)
file(CONFIGURE OUTPUT ${LEHR_REPORT_FILES_SOURCE} @ONLY CONTENT
[=[// Made by client/report/embed_report_files.cmake.
#include "client/report/report_files.h"

namespace lehr::client {

@entries@
}  // namespace lehr::client
]=])
