#include "server/web/dashboard.h"

#include <algorithm>
#include <cstdint>
#include <httplib.h>
#include <string>
#include <thread>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/version.h"
#include "server/store/read_pool.h"
#include "server/web/assets.h"
#include "server/web/http_guard.h"
#include "server/web/overview_json.h"
#include "server/web/segment_json.h"
#include "server/web/sweep_json.h"
#include "server/web/tension_json.h"

namespace lehr::server {
namespace {

constexpr int kThreads = 32;
constexpr std::size_t kMostPostBytes = 64 << 10;
constexpr int kMostCurveRows = 2000;
constexpr int kMostTensions = 200;

// Nothing but our own files runs, and nobody can frame the page.
constexpr char kContentPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

int HttpStatusOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 200;
    case absl::StatusCode::kInvalidArgument:
      return 400;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kFailedPrecondition:
      return 409;
    case absl::StatusCode::kUnavailable:
      return 503;
    default:
      return 500;
  }
}

void Refuse(const absl::Status& status, httplib::Response& response) {
  response.status = HttpStatusOf(status);
  response.set_content(Text({{"error", status.message()}}), "application/json");
}

void Answer(const absl::StatusOr<Json>& json, httplib::Response& response) {
  if (!json.ok()) return Refuse(json.status(), response);
  response.set_content(Text(*json), "application/json");
}

RequestOrigin OriginOf(const httplib::Request& request) {
  return {.host = request.get_header_value("Host"),
          .origin = request.get_header_value("Origin"),
          .from_page = request.has_header("X-Lehr-Page")};
}

// Debian's library prefers Brotli, at its slowest level: seconds for a tree of
// 100,000 segments. It has no switch, so a browser's wish for it is not heard.
// The request is constant only where handlers see it.
void AskForGzip(const httplib::Request& request) {
  const bool gzip = request.get_header_value("Accept-Encoding").find("gzip") !=
                    std::string::npos;
  auto& headers = const_cast<httplib::Request&>(request).headers;
  headers.erase("Accept-Encoding");
  if (gzip) headers.emplace("Accept-Encoding", "gzip");
}

std::int64_t NumberIn(const httplib::Request& request, std::size_t group) {
  std::int64_t number = 0;
  // The pattern has let digits pass only; too many give 0, which no row has.
  return absl::SimpleAtoi(request.matches[group].str(), &number) ? number : 0;
}

// Why a person wants it; empty if nothing was said.
std::string ReasonIn(const Json& body) {
  if (!body.is_object() || !body.contains("reason") ||
      !body["reason"].is_string()) {
    return "";
  }
  return body["reason"].get<std::string>();
}

}  // namespace

struct Dashboard::Parts {
  Parts(const Options& given, Server shown, HttpAddress where)
      : options(given),
        server(std::move(shown)),
        address(std::move(where)),
        reads(server.database),
        picture(server.coordinator, server.decide, &reads) {}

  void Route();
  void RoutePage();
  void RouteQuestions();
  void RouteActions();
  void RouteMonitoring();

  void Overview(const httplib::Request& request, httplib::Response& response);
  absl::StatusOr<Json> Segment(std::int64_t sweep_id, std::int64_t segment_id);
  absl::StatusOr<Json> Tensions(std::int64_t sweep_id, int limit);
  void Metrics(httplib::Response& response);

  // A question about a sweep that the database answers alone.
  void AskAboutSweep(const std::string& name,
                     std::function<absl::StatusOr<Json>(
                         Database&, std::int64_t, const httplib::Request&)>
                         ask);

  const Options options;
  const Server server;
  HttpAddress address;
  ReadPool reads;
  LivePicture picture;
  httplib::Server http;
  std::thread thread;
};

void Dashboard::Parts::Route() {
  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  // The library's own choice would let two servers share a port.
  http.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  // A connection that waits for its next request keeps a thread.
  http.set_keep_alive_timeout(1);
  http.set_payload_max_length(kMostPostBytes);
  http.set_default_headers({{"Content-Security-Policy", kContentPolicy},
                            {"X-Content-Type-Options", "nosniff"},
                            {"Referrer-Policy", "no-referrer"}});
  http.set_pre_routing_handler([this](const httplib::Request& request,
                                      httplib::Response& response) {
    AskForGzip(request);
    absl::Status allowed = CheckHost(address.host, OriginOf(request));
    if (allowed.ok() && request.method != "GET" && request.method != "HEAD") {
      allowed = CheckPost(OriginOf(request));
    }
    if (allowed.ok()) return httplib::Server::HandlerResponse::Unhandled;
    Refuse(allowed, response);
    return httplib::Server::HandlerResponse::Handled;
  });
  http.set_exception_handler([](const httplib::Request&,
                                httplib::Response& response,
                                std::exception_ptr) {
    Refuse(absl::InternalError("the answer could not be made"), response);
  });
  RoutePage();
  RouteQuestions();
  RouteActions();
  RouteMonitoring();
}

void Dashboard::Parts::RoutePage() {
  for (const Asset& asset : Assets()) {
    http.Get(std::string(asset.path),
             [&asset](const httplib::Request&, httplib::Response& response) {
               response.set_header("Cache-Control", "no-cache");
               response.set_content(asset.bytes.data(), asset.bytes.size(),
                                    std::string(asset.type));
             });
  }
}

void Dashboard::Parts::AskAboutSweep(
    const std::string& name,
    std::function<absl::StatusOr<Json>(Database&, std::int64_t,
                                       const httplib::Request&)>
        ask) {
  http.Get(absl::StrCat(R"(/api/sweeps/(\d+))", name),
           [this, ask = std::move(ask)](const httplib::Request& request,
                                        httplib::Response& response) {
             Answer(reads.Read([&](Database& database) {
               return ask(database, NumberIn(request, 1), request);
             }),
                    response);
           });
}

void Dashboard::Parts::RouteQuestions() {
  http.Get("/api/overview", [this](const httplib::Request& request,
                                   httplib::Response& response) {
    Overview(request, response);
  });
  AskAboutSweep(
      "", [](Database& database, std::int64_t id, const httplib::Request&) {
        return SpecJson(database, id);
      });
  AskAboutSweep("/tree",
                [](Database& database, std::int64_t id,
                   const httplib::Request&) { return TreeJson(database, id); });
  AskAboutSweep("/results", [](Database& database, std::int64_t id,
                               const httplib::Request& request) {
    return ResultsJson(database, id, request.get_param_value("page_token"));
  });
  AskAboutSweep("/failures", [](Database& database, std::int64_t id,
                                const httplib::Request&) {
    return FailuresJson(database, id);
  });
  http.Get(
      R"(/api/sweeps/(\d+)/states)",
      [this](const httplib::Request& request, httplib::Response& response) {
        const auto now = picture.Get();
        if (!now.ok()) return Refuse(now.status(), response);
        Answer(reads.Read([&](Database& database) {
          return StatesJson(database, (*now)->roster, NumberIn(request, 1));
        }),
               response);
      });
  http.Get(
      R"(/api/sweeps/(\d+)/segments/(\d+))",
      [this](const httplib::Request& request, httplib::Response& response) {
        Answer(Segment(NumberIn(request, 1), NumberIn(request, 2)), response);
      });
  http.Get(
      R"(/api/sweeps/(\d+)/tensions)",
      [this](const httplib::Request& request, httplib::Response& response) {
        int limit = kMostTensions;
        if (absl::SimpleAtoi(request.get_param_value("limit"), &limit)) {
          limit = std::clamp(limit, 1, kMostTensions);
        } else {
          limit = kMostTensions;
        }
        Answer(Tensions(NumberIn(request, 1), limit), response);
      });
}

void Dashboard::Parts::Overview(const httplib::Request& request,
                                httplib::Response& response) {
  const auto now = picture.Get();
  if (!now.ok()) return Refuse(now.status(), response);
  if (request.get_param_value("since") == (*now)->version) {
    response.status = 204;
    return;
  }
  // What is this door's before what all see.
  response.set_content(
      absl::StrCat("{\"version\":\"", (*now)->version,
                   "\",\"admin\":", options.admin ? "true" : "false",
                   ",\"software\":\"", kSoftwareVersion, "\",", (*now)->json),
      "application/json");
}

absl::StatusOr<Json> Dashboard::Parts::Segment(std::int64_t sweep_id,
                                               std::int64_t segment_id) {
  const auto now = picture.Get();
  if (!now.ok()) return now.status();
  auto json = reads.Read([&](Database& database) {
    return SegmentJson(database, (*now)->roster, sweep_id, segment_id);
  });
  if (!json.ok()) return json;
  const std::string sha256 =
      absl::HexStringToBytes((*json)["curve_sha256"].get<std::string>());
  if (sha256.empty()) return json;
  // Not every segment's artifact is a curve of numbers: then it has none here.
  const auto curve = ReadCurve(*server.artifacts, sha256);
  if (curve.ok() && curve->columns_size() >= 2) {
    (*json)["curve"] = CurveJson(*curve, kMostCurveRows);
  }
  return json;
}

absl::StatusOr<Json> Dashboard::Parts::Tensions(std::int64_t sweep_id,
                                                int limit) {
  using Found = std::pair<std::vector<TensionRow>, int>;
  const auto found =
      reads.Read([&](Database& database) -> absl::StatusOr<Found> {
        return Found(TensionsOf(database, sweep_id, limit),
                     CountTensions(database, sweep_id));
      });
  if (!found.ok()) return found.status();
  return TensionsJson(*server.artifacts, found->first, found->second);
}

void Dashboard::Parts::RouteActions() {
  const auto act = [this](const std::string& name, auto decide) {
    http.Post(absl::StrCat(R"(/api/sweeps/(\d+)/)", name),
              [this, decide](const httplib::Request& request,
                             httplib::Response& response) {
                if (!options.admin) {
                  return Refuse(absl::PermissionDeniedError(
                                    "this page only shows: start lehrd with "
                                    "--http-admin to change things here"),
                                response);
                }
                const Json body = Json::parse(request.body, nullptr, false);
                absl::Status decided = absl::UnavailableError("stopping");
                const absl::Status committed =
                    server.decide([&](absl::Time now) {
                      decided = decide(NumberIn(request, 1), body, now);
                    });
                if (!committed.ok()) return Refuse(committed, response);
                if (!decided.ok()) return Refuse(decided, response);
                Answer(Json::object(), response);
              });
  };
  act("cancel", [this](std::int64_t id, const Json& body, absl::Time now) {
    v1::CancelSweepRequest request;
    request.set_sweep_id(id);
    request.set_reason(ReasonIn(body));
    return server.coordinator->CancelSweep(request, now).status();
  });
  act("retry", [this](std::int64_t id, const Json&, absl::Time now) {
    v1::RetrySegmentsRequest request;
    request.set_sweep_id(id);
    return server.coordinator->RetrySegments(request, now).status();
  });
  act("pause", [this](std::int64_t id, const Json& body, absl::Time now) {
    v1::PauseSweepRequest request;
    request.set_sweep_id(id);
    request.set_reason(ReasonIn(body));
    return server.coordinator->PauseSweep(request, now).status();
  });
  act("resume", [this](std::int64_t id, const Json&, absl::Time now) {
    v1::ResumeSweepRequest request;
    request.set_sweep_id(id);
    return server.coordinator->ResumeSweep(request, now).status();
  });
}

void Dashboard::Parts::RouteMonitoring() {
  http.Get("/metrics",
           [this](const httplib::Request&, httplib::Response& response) {
             Metrics(response);
           });
  http.Get("/healthz",
           [](const httplib::Request&, httplib::Response& response) {
             response.set_content("ok\n", "text/plain");
           });
  // Ready while decisions are made durable.
  http.Get(
      "/readyz", [this](const httplib::Request&, httplib::Response& response) {
        const absl::Status decided = server.decide([](absl::Time) {});
        if (!decided.ok()) return Refuse(decided, response);
        const std::string notice = server.notice();
        response.set_content(
            notice.empty() ? "ok\n" : "ok, but " + notice + "\n", "text/plain");
      });
}

void Dashboard::Parts::Metrics(httplib::Response& response) {
  const auto now = picture.Get();
  if (!now.ok()) return Refuse(now.status(), response);
  const auto read = reads.Read(
      [&](Database& database) -> absl::StatusOr<lehr::server::Metrics::Now> {
        return ReadMetrics(database, (*now)->roster);
      });
  if (!read.ok()) return Refuse(read.status(), response);
  response.set_content(server.metrics->Text(*read),
                       "text/plain; version=0.0.4; charset=utf-8");
}

absl::StatusOr<std::unique_ptr<Dashboard>> Dashboard::Start(
    const Options& options, Server server) {
  auto address = ParseHttpAddress(options.address);
  if (!address.ok()) return address.status();
  auto parts =
      std::make_unique<Parts>(options, std::move(server), *std::move(address));
  parts->Route();
  HttpAddress& where = parts->address;
  const bool bound =
      where.port == 0
          ? (where.port = parts->http.bind_to_any_port(where.host)) > 0
          : parts->http.bind_to_port(where.host, where.port);
  if (!bound) {
    return absl::UnavailableError(absl::StrFormat(
        "--http: cannot listen on \"%s\": is it taken by another program, or "
        "not an address of this machine?",
        options.address));
  }
  Parts* const raw = parts.get();
  parts->thread = std::thread([raw] { raw->http.listen_after_bind(); });
  // One that does not run yet cannot be stopped.
  while (!parts->http.is_running()) std::this_thread::yield();
  return std::unique_ptr<Dashboard>(new Dashboard(std::move(parts)));
}

Dashboard::Dashboard(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Dashboard::~Dashboard() {
  parts_->http.stop();
  parts_->thread.join();
}

std::string Dashboard::url() const {
  const std::string& host = parts_->address.host;
  const bool is_v6 = host.find(':') != std::string::npos;
  return absl::StrCat("http://", is_v6 ? "[" : "", host, is_v6 ? "]" : "", ":",
                      parts_->address.port, "/");
}

}  // namespace lehr::server
