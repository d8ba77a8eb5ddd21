#ifndef LEHR_TESTS_CLIENT_REPORT_HTML_PROBLEMS_H_
#define LEHR_TESTS_CLIENT_REPORT_HTML_PROBLEMS_H_

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/program.h"

namespace lehr::client {

// What html5lib (Debian's python3-html5lib), which parses as the HTML standard
// says, finds wrong with a page, a line each; empty if it is valid.
inline std::string HtmlProblems(const std::filesystem::path& folder,
                                const std::string& page) {
  const std::filesystem::path file = folder / "checked.html";
  std::ofstream(file) << page;
  const ProgramResult checked = RunProgram(
      folder, {"/usr/bin/python3", "-c",
               "import html5lib, sys\n"
               "parser = html5lib.HTMLParser()\n"
               "parser.parse(open(sys.argv[1], encoding='utf-8').read())\n"
               "for error in parser.errors: print(error)\n",
               file.string()});
  EXPECT_EQ(checked.code, 0) << checked.errors;
  return checked.output;
}

}  // namespace lehr::client

#endif  // LEHR_TESTS_CLIENT_REPORT_HTML_PROBLEMS_H_
