#ifndef LEHR_SERVER_SQL_TOOL_H_
#define LEHR_SERVER_SQL_TOOL_H_

namespace lehr::server {

// `lehrd sql --file FILE [--max-rows N] [--time-limit SECONDS] STATEMENT`: what
// RunSql answers, without a server, from a file that is only read. It is what
// `lehr sql --file` starts, since only the server knows SQLite. Writes the
// answer's messages to standard output, each after its length as a varint.
// Returns the exit code: 0; 2 if the statement or the call is wrong, 1 for
// anything else, with the reason on standard error.
int RunSqlTool(int argc, char** argv);

}  // namespace lehr::server

#endif  // LEHR_SERVER_SQL_TOOL_H_
