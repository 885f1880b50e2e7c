// What Rust calls: a frame in, its leaves added up. False where the frame is refused.
#include "events.h"

struct peer {
  simdjson::ondemand::parser ondemand;
  simdjson::dom::parser dom;
};

namespace {

using namespace simdjson;

// The type where it does not stand first.
std::string_view kind_of(ondemand::object object) { return must(object.find_field_unordered("type").get_string()); }
std::string_view kind_of(dom::element event) { return must(event["type"].get_string()); }

// Whether the type stands first; then it is read, and `at` stands behind it.
template <class A, class S>
simdjson_inline bool begins(typename A::walk &at, S &sink, std::string_view &kind) {
  if (simdjson_unlikely(!at.is("type"))) return false;
  kind = must(at.here().get_string());
  sink.text(S::key(0, "type"), kind);
  at.next();
  return true;
}

template <class S>
bool read_ondemand(peer &peer, padded_string_view frame, S &sink) {
  ondemand::document document;
  if (peer.ondemand.iterate(frame).get(document)) return false;
  std::string_view kind;
  bool known;
  {
    ondemand_api::walk at(must(document.get_object()));
    if (simdjson_likely(begins<ondemand_api>(at, sink, kind))) {
      known = events<ondemand_api, S>::members(kind, at, sink);
      return known && document.at_end();
    }
  }
  document.rewind();
  ondemand::object object = must(document.get_object());
  kind = kind_of(object);
  sink.text(S::key(0, "type"), kind);
  // Rewinding gives the room of unescaped strings back, so the kind is kept beside it.
  char kept[64];
  if (kind.size() > sizeof kept) return false;
  std::memcpy(kept, kind.data(), kind.size());
  kind = std::string_view(kept, kind.size());
  document.rewind();
  ondemand_api::walk at(must(document.get_object()));
  known = events<ondemand_api, S>::members(kind, at, sink);
  return known && document.at_end();
}

template <class S>
bool read_dom(peer &peer, padded_string_view frame, S &sink) {
  dom::element event;
  if (peer.dom.parse(frame.data(), frame.size(), false).get(event)) return false;
  dom_api::walk at(must(event.get_object()));
  std::string_view kind;
  if (simdjson_likely(begins<dom_api>(at, sink, kind))) return events<dom_api, S>::members(kind, at, sink);
  kind = kind_of(event);
  sink.text(S::key(0, "type"), kind);
  dom_api::walk whole(must(event.get_object()));
  return events<dom_api, S>::members(kind, whole, sink);
}

// All counts of an object and of those in it, and seconds as milliseconds.
uint64_t counts(ondemand::object object) {
  uint64_t sum = 0;
  for (ondemand_api::walk at(object); !at.done(); at.next()) {
    ondemand::value value = at.here();
    switch (must(value.type())) {
      case ondemand::json_type::object:
        sum += counts(must(value.get_object()));
        break;
      case ondemand::json_type::number:
        sum += at.is("seconds") ? static_cast<uint64_t>(must(value.get_double()) * 1000.0) : must(value.get_uint64());
        break;
      default:
        break;
    }
  }
  return sum;
}

uint64_t cost(ondemand::value usage) { return must(usage.is_null()) ? 0 : counts(must(usage.get_object())); }

uint64_t usage(peer &peer, padded_string_view frame) {
  ondemand::document document = must(peer.ondemand.iterate(frame));
  ondemand::object event = must(document.get_object());
  const std::string_view kind = kind_of(event);
  uint64_t sum = 0;
  if (kind == "response.done") {
    ondemand::object response = must(event.find_field_unordered("response").get_object());
    for (ondemand_api::walk at(response); !at.done(); at.next()) {
      if (at.is("id") || at.is("status")) {
        sum += must(at.here().get_string()).size();
      } else if (at.is("usage")) {
        sum += cost(at.here());
      }
    }
  } else if (kind == "conversation.item.input_audio_transcription.completed") {
    sum += must(event.find_field_unordered("item_id").get_string()).size();
    ondemand::value value;
    if (!event.find_field_unordered("usage").get(value)) sum += cost(value);
  }
  return sum;
}

}  // namespace

extern "C" {

peer *peer_new() { return new peer; }
void peer_free(peer *peer) { delete peer; }
const char *peer_version() { return SIMDJSON_VERSION; }
const char *peer_implementation() {
  static const std::string name = builtin_implementation()->name();
  return name.c_str();
}

#define ENTRY(name, read, sink_type)                                                     \
  bool name(peer *peer, const char *bytes, size_t len, size_t room, total *into) {       \
    total own{};                                                                         \
    sink_type sink{&own};                                                                \
    try {                                                                                \
      const bool known = read(*peer, padded_string_view(bytes, len, room), sink);        \
      into->leaves += own.leaves;                                                        \
      into->sum += own.sum;                                                              \
      return known;                                                                      \
    } catch (wrong) {                                                                    \
      return false;                                                                      \
    }                                                                                    \
  }

ENTRY(peer_ondemand_light, read_ondemand, light)
ENTRY(peer_ondemand_full, read_ondemand, full)
ENTRY(peer_dom_light, read_dom, light)
ENTRY(peer_dom_full, read_dom, full)

bool peer_ondemand_usage(peer *peer, const char *bytes, size_t len, size_t room, uint64_t *into) {
  try {
    *into = usage(*peer, padded_string_view(bytes, len, room));
    return true;
  } catch (wrong) {
    return false;
  }
}

bool peer_dom_parse(peer *peer, const char *bytes, size_t len) {
  dom::element event;
  return !peer->dom.parse(bytes, len, false).get(event);
}
}
