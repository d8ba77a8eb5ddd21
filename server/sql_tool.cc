#include "server/sql_tool.h"

#include <cstdlib>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/status/status.h>
#include <google/protobuf/util/delimited_message_util.h>

#include "server/store/sql_reader.h"

namespace lehr::server {
namespace {

constexpr int kExitUsage = 2;

absl::Status Answer(const std::string& file, const v1::RunSqlRequest& request) {
  const auto reader = SqlReader::Open(file, request);
  if (!reader.ok()) return reader.status();
  for (;;) {
    const auto piece = (*reader)->Next();
    if (!piece.ok()) return piece.status();
    if (!piece->has_value()) break;
    google::protobuf::util::SerializeDelimitedToOstream(**piece, &std::cout);
  }
  std::cout.flush();
  if (std::cout) return absl::OkStatus();
  return absl::UnavailableError("standard output cannot be written");
}

}  // namespace

int RunSqlTool(int argc, char** argv) {
  CLI::App app("Answers one SELECT from a database that is only read.",
               "lehrd sql");
  v1::RunSqlRequest request;
  std::string file;
  std::string statement;
  std::int64_t rows = 0;
  std::int64_t seconds = 0;
  app.add_option("--file", file, "The database, lehr.db")->required();
  app.add_option("--max-rows", rows, "At most this many rows");
  app.add_option("--time-limit", seconds, "At most this long [s]");
  app.add_option("STATEMENT", statement, "The statement")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EXIT_SUCCESS : kExitUsage;
  }
  request.set_statement(statement);
  request.set_max_rows(rows);
  if (app.count("--time-limit") > 0) {
    request.mutable_time_limit()->set_seconds(seconds);
  }
  const absl::Status answered = Answer(file, request);
  if (answered.ok()) return EXIT_SUCCESS;
  std::cerr << std::string(answered.message()) << "\n";
  return absl::IsInvalidArgument(answered) ||
                 absl::IsFailedPrecondition(answered)
             ? kExitUsage
             : EXIT_FAILURE;
}

}  // namespace lehr::server
