#include "client/sql_answer.h"

#include <chrono>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>

#include "client/worker_tool.h"

namespace lehr::client {
namespace {

// What the time limit is not for: a queue, and the way.
constexpr auto kGrace = std::chrono::seconds(30);
// RunSql's own limit if none is given.
constexpr int kUsualSeconds = 10;

void Append(v1::RunSqlResponse piece, SqlAnswer* answer) {
  for (std::string& column : *piece.mutable_columns()) {
    answer->columns.push_back(std::move(column));
  }
  for (v1::SqlRow& row : *piece.mutable_rows()) {
    answer->rows.push_back(std::move(row));
  }
  answer->truncated = piece.truncated();
}

}  // namespace

absl::StatusOr<SqlAnswer> AskServer(ServerConnection& server,
                                    const v1::RunSqlRequest& request) {
  grpc::ClientContext context;
  const std::int64_t seconds =
      request.has_time_limit() ? request.time_limit().seconds() : kUsualSeconds;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(seconds) + kGrace);
  SqlAnswer answer;
  const auto reader = server.sweeps().RunSql(&context, request);
  v1::RunSqlResponse piece;
  while (reader->Read(&piece)) Append(std::move(piece), &answer);
  const absl::Status status = server.Explain(reader->Finish());
  if (status.ok()) return answer;
  // A server that needs too long is not one that is away.
  if (!absl::IsDeadlineExceeded(status)) return status;
  return absl::ResourceExhaustedError(std::string(status.message()));
}

absl::StatusOr<SqlAnswer> AskFile(const std::filesystem::path& programs,
                                  const std::filesystem::path& file,
                                  const v1::RunSqlRequest& request) {
  // The file's own folder may be one that cannot be written.
  const auto scratch = ScratchFolder::MakeBeside(
      std::filesystem::temp_directory_path() / "lehr-sql");
  if (!scratch.ok()) return scratch.status();
  std::vector<std::string> arguments = {"sql", "--file", file.string(),
                                        "--max-rows",
                                        absl::StrCat(request.max_rows())};
  if (request.has_time_limit()) {
    arguments.insert(
        arguments.end(),
        {"--time-limit", absl::StrCat(request.time_limit().seconds())});
  }
  // A statement may begin with a comment, --.
  arguments.insert(arguments.end(), {"--", request.statement()});
  const auto said = RunTool(programs / "lehrd", arguments, *scratch);
  if (!said.ok()) return said.status();
  google::protobuf::io::ArrayInputStream stream(said->data(),
                                                static_cast<int>(said->size()));
  SqlAnswer answer;
  for (;;) {
    v1::RunSqlResponse piece;
    bool at_end = false;
    if (!google::protobuf::util::ParseDelimitedFromZeroCopyStream(
            &piece, &stream, &at_end)) {
      if (at_end) return answer;
      return absl::InternalError("lehrd sql: an answer that is none");
    }
    Append(std::move(piece), &answer);
  }
}

}  // namespace lehr::client
