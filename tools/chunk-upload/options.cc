#include "tools/chunk-upload/options.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/cli/common_options.h"

namespace chunk_upload {
namespace {

using tlog::ChunkFormat;
using tlog::Errc;
using tlog::Error;
using tlog::ReadBack;
using tlog::ReceiptMode;
using tlog::cli::App;

constexpr uint64_t kObjectRetries = 4, kChunkRetries = 3;
constexpr uint64_t kMaxGroup = 64;
constexpr uint64_t kMaxBatch = 256;

// Each belongs to one of the main commands, and would be ignored by the others.
constexpr std::array kOfObjects = {"--partial", "--strays", "--all", "--qps", "--unsafe-store", "--connections"};
constexpr std::array kOfChunks = {
    "--chunks",  "--format",     "--piece-size", "--public",      "--map-dir",    "--group",         "--over-query",
    "--quorum",  "--multiplier", "--mode",       "--batch-min",   "--batch-max",  "--settle",        "--reconcile",
    "--prepare", "--finalize",   "--wave",       "--concurrency", "--backoff-ms", "--quote-timeout", "--total-timeout"};
constexpr std::array kOfGroups = {"--group", "--over-query", "--quorum", "--multiplier"};
constexpr std::array kOfMasters = {"--ingest", "--etag-mismatch", "--master-token", "--ingest-token"};

void define_what(App& app, Options& options) {
  app.group("What to upload");
  app.file(options.endpoints, "--endpoints", "upload chunks to these stores, a JSON line each");
  app.text(options.master, "--master", "URL", "upload chunks to the master of a bucket");
  app.text(options.chunks.chunk_list, "--chunks", "FILE", "the chunks that stand in these files, a JSON line each");
  app.choice(options.chunks.format, "--format", {{"plain", ChunkFormat::kPlain}, {"se2", ChunkFormat::kSe2}},
             "pieces as they are, or encrypted for whoever has the data map")
      .def("plain");
  app.size(options.chunks.piece_bytes, "--piece-size", "of plain, the size of a piece")
      .range(1, tlog::kMaxChunkBytes)
      .def("4M");
  app.flag(options.chunks.public_maps, "--public", "store the data maps, too");
  app.dir(options.chunks.map_dir, "--map-dir", "where the data maps of the files are kept").def(".");
  app.text(options.objects, "--objects", "LOGDIR|FILE",
           "upload a log, or a file of object records; - is standard input");
  app.flag(options.log.partial, "--partial", "a part of another tool's records is meant");
  app.flag(options.log.all, "--all", "look at all objects, and not at those alone that TARGET lacks by its checkpoint");
  app.flag(options.log.strays, "--strays", "at the end, name what is in TARGET and not of the log");
  app.positionals(options.places, "FILE|TARGET", "files; or dir:PATH, a URL, or s3://BUCKET/PREFIX");
}

void define_group(App& app, Options& options) {
  tlog::GroupPolicy& policy = options.chunks.policy;
  app.group("Where chunks go");
  app.count(policy.group, "--group", "a chunk belongs to the N nearest stores").range(1, kMaxGroup).def("7");
  app.count(policy.over_query, "--over-query", "ask N times as many").range(1, 16).def("2");
  app.count(options.quorum, "--quorum", "a chunk is stored when N of them have it")
      .range(1, kMaxGroup)
      .def_is("more than half of the group");
  app.count(options.chunks.quote_timeout_s, "--quote-timeout", "a store that says nothing for so long has no answer")
      .metavar("SECONDS")
      .range(1, 3600)
      .def("10");
  app.count(options.chunks.quote_total_s, "--total-timeout", "the same for all that are asked for one chunk")
      .metavar("SECONDS")
      .range(1, 3600)
      .def("120");
}

void define_route(App& app, Options& options) {
  tlog::MasterRequest& master = options.chunks.master;
  app.group("The way to a master");
  app.texts(master.ingest, "--ingest", "URL", "send bytes to this node, and the master their CID; repeatable");
  app.file(master.token_file, "--master-token", "the bearer token for the master, in a file of mode 0600");
  app.file(master.ingest_token_file, "--ingest-token", "the same for the nodes");
  app.choice(master.strict_etag, "--etag-mismatch", {{"error", true}, {"warn", false}},
             "when the master answers bytes with an ETag that is not their CID")
      .def("error");
}

void define_receipts(App& app, Options& options) {
  tlog::ChunkUploadRequest& request = options.chunks;
  app.group("What stores ask for");
  app.choice(request.mode, "--mode",
             {{"auto", ReceiptMode::kAuto}, {"single", ReceiptMode::kSingle}, {"batch", ReceiptMode::kBatch}},
             "receipts for chunks, or for batches of them")
      .def("auto");
  app.count(request.batch_min, "--batch-min", "auto is batch from N chunks on").range(2, 1'000'000).def("64");
  app.count(request.batch_max, "--batch-max", "chunks of a batch, at most").range(3, kMaxBatch).def("256");
  app.count(request.policy.multiplier, "--multiplier", "settle N times the median price").range(1, 1000).def("3");
  app.text(request.settle, "--settle", "CMD|URL", "what settles an intent, and gives receipts");
  app.file(request.reconcile, "--reconcile", "receipts of what nobody knows to be settled");
  app.flag(request.prepare, "--prepare", "write intents, and stop; somebody else settles them");
  app.file(request.finalize, "--finalize", "go on with the receipts that he gave");
}

void define_how(App& app, Options& options) {
  app.group("How to upload");
  app.choice(options.read_back, "--verify",
             {{"none", ReadBack::kNone}, {"head", ReadBack::kHead}, {"get", ReadBack::kGet}},
             "how to look again at what was sent")
      .def("get");
  app.count(options.chunks.concurrency, "--concurrency", "N chunks at once").range(1, 256).def("16");
  app.count(options.chunks.wave, "--wave", "N chunks before those that failed are tried again")
      .range(1, kMaxBatch)
      .def("64");
  app.count(options.chunks.backoff_ms, "--backoff-ms", "the first pause before that; it doubles")
      .metavar("MS")
      .range(1, 60'000)
      .def("500");
  app.count(options.log.qps, "--qps", "begin at most N objects and looks a second").range(1, 1'000'000);
  app.file(options.journal, "--journal", "what is done, for a run that resumes")
      .def_is("in the log, or the spill root");
  app.flag(options.store.unsafe, "--unsafe-store", "use a store that ignores conditions");
  tlog::cli::define_spill_root(app, options.spill_root, "--spill-root");
}

void define(App& app, Options& options) {
  app.usage("[OPTION]... --endpoints FILE FILE|-...");
  app.usage("[OPTION]... --master URL [--ingest URL]... FILE|-...");
  app.usage("[OPTION]... --objects LOGDIR|FILE|- TARGET");
  app.ordered(options.said);
  define_what(app, options);
  define_group(app, options);
  define_route(app, options);
  define_receipts(app, options);
  define_how(app, options);
  app.group("S3");
  tlog::cli::define_s3(app, options.store.s3);
  app.group("The connection");
  tlog::cli::define_http_client(app, options.store.http);
  app.count(options.store.http.connections, "--connections", "ask for at most N objects at once")
      .range(1, 256)
      .def("16");
  app.count(options.retries, "--retries", "try again N times").range(0, 100).def_is("4, chunks 3");
  app.count(options.store.http.timeout_s, "--timeout", "give up a server that is silent for SECONDS")
      .metavar("SECONDS")
      .range(1, 3600)
      .def("30");
}

tlog::Status refuse(const std::string& why) { return Error(Errc::kUsage, why); }

tlog::Status validate_master(const Options& options) {
  const tlog::MasterRequest& master = options.chunks.master;
  if (!tlog::is_url(*options.master)) {
    return Error(Errc::kUsage, "--master: " + tlog::printable(*options.master) + ": not an http or https URL")
        .hint("it is that of a bucket, and perhaps a prefix: http://HOST/BUCKET");
  }
  if (!master.ingest_token_file.empty() && master.ingest.empty()) return refuse("--ingest-token needs --ingest");
  return tlog::cli::refuse_said(options.said, kOfGroups, "has no meaning with --master");
}

tlog::Status check_ways(const tlog::ChunkUploadRequest& request) {
  const int ways = (request.prepare ? 1 : 0) + (request.finalize ? 1 : 0) + (request.reconcile ? 1 : 0);
  if (ways > 1) return refuse("--prepare, --finalize and --reconcile are of different runs");
  if (request.settle && (request.prepare || request.finalize)) {
    return refuse("--settle settles, and with --prepare and --finalize somebody else does");
  }
  return {};
}

tlog::Status validate_chunks(const Options& options) {
  const tlog::ChunkUploadRequest& request = options.chunks;
  if (options.places.empty() && !request.chunk_list) return refuse("FILE is needed");
  const auto inputs = std::count(options.places.begin(), options.places.end(), "-") +
                      (request.chunk_list == "-" ? 1 : 0) + (options.endpoints == "-" ? 1 : 0) +
                      (request.master.token_file == "-" ? 1 : 0) + (request.master.ingest_token_file == "-" ? 1 : 0);
  if (inputs > 1) return refuse("standard input can be read once only");
  if (request.format == ChunkFormat::kSe2 && options.said_has("--piece-size")) {
    return refuse("--piece-size has no meaning with --format=se2");
  }
  if (options.master) return check_ways(request);
  const uint64_t group = request.policy.group;
  if (options.quorum && (*options.quorum * 2 <= group || *options.quorum > group)) {
    return Error(Errc::kUsage, "--quorum: more than half of the group is a quorum, and no more than the group")
        .hint("the group has " + std::to_string(group) + " stores");
  }
  return check_ways(request);
}

tlog::Status validate(const Options& options) {
  if (options.objects && options.endpoints) return refuse("--objects uploads a log, and --endpoints files: say one");
  if (options.objects && options.master) return refuse("--objects uploads a log, and --master files: say one");
  if (options.endpoints && options.master) return refuse("--endpoints and --master are different places: say one");
  if (!options.master) {
    const std::string command = options.objects ? "--objects" : "--endpoints";
    if (tlog::Status fits = tlog::cli::refuse_said(options.said, kOfMasters, "has no meaning with " + command); !fits) {
      return fits;
    }
  }
  if (options.objects) {
    if (tlog::Status fits = tlog::cli::refuse_said(options.said, kOfChunks, "has no meaning with --objects"); !fits)
      return fits;
    if (options.places.empty()) return refuse("TARGET is needed");
    if (options.places.size() > 1) return refuse("one TARGET is enough");
    return {};
  }
  if (!options.endpoints && !options.master) return refuse("--endpoints, --master or --objects is needed");
  const std::string command = options.master ? "--master" : "--endpoints";
  if (tlog::Status fits = tlog::cli::refuse_said(options.said, kOfObjects, "has no meaning with " + command); !fits) {
    return fits;
  }
  if (options.master) {
    if (tlog::Status fits = validate_master(options); !fits) return fits;
  }
  return validate_chunks(options);
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  tlog::StoreOptions store = options.store;
  store.http.retries = options.retries.value_or(kObjectRetries);
  tlog::cli::add_s3_environment(store.s3);
  std::string spill_root;
  if (const auto root = tlog::cli::spill_root(options.spill_root)) spill_root = *root;
  if (options.objects) {
    tlog::UploadRequest request = options.log;
    request.source = *options.objects;
    request.target = options.places[0];
    request.store = store;
    request.read_back = options.read_back;
    request.journal = options.journal;
    request.spill_root = spill_root;
    return upload_log(request, host);
  }
  tlog::ChunkUploadRequest request = options.chunks;
  request.files = options.places;
  request.endpoints = options.endpoints.value_or("");
  request.master.url = options.master.value_or("");
  request.store = store;
  if (options.master) request.policy.group = request.policy.over_query = 1;
  request.policy.quorum = options.quorum.value_or(request.policy.group / 2 + 1);
  request.retries = options.retries.value_or(kChunkRetries);
  request.read_back = options.read_back;
  request.journal = options.journal;
  request.spill_root = spill_root;
  return upload_chunks(request, host);
}

}  // namespace

bool Options::said_has(std::string_view name) const {
  return std::any_of(said.begin(), said.end(), [&](const auto& one) { return one.first == name; });
}

tlog::cli::Tool<Options> tool() {
  return {.name = "chunk-upload",
          .summary = "put files or a built log into stores",
          .exits = {{0, "all is stored"},
                    {1, "some is not, a store has other bytes or lost some, or has another log"},
                    {65, "bad input, or no checkpoint where the store has one"},
                    {66, "a file, the log, its checkpoint or an object does not exist"},
                    {69, "the store does not answer, or too few of them"},
                    {73, "the journal is none or of another upload, or a data map cannot be written"},
                    {75, "another upload is at work, the log has grown, or interrupted"},
                    {76, "something may have been settled whose receipt is not known"},
                    {77, "no permission"},
                    {78, "stores that cannot be used: too few, no credentials, conditions are ignored"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace chunk_upload
