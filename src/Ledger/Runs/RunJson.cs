using System.Text.Encodings.Web;
using System.Text.Json;
using Compensation.Ledger.Snapshots;

namespace Compensation.Ledger.Runs;

/// <summary>Writes and reads the JSON of run packages, the same bytes for the same content.</summary>
internal static class RunJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes an object and a last line feed.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> properties)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Writes the property <c>files</c>.</summary>
    public static void WriteFiles(Utf8JsonWriter json, IEnumerable<InputFile> files)
    {
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the property <c>files</c>.</summary>
    public static IReadOnlyList<InputFile> ReadFiles(JsonElement element) =>
    [
        .. element.GetProperty("files").EnumerateArray().Select(file =>
            new InputFile(Text(file, "name"), file.GetProperty("bytes").GetInt64(), Text(file, "sha256"))),
    ];

    /// <summary>A property's text, which must be there.</summary>
    public static string Text(JsonElement element, string property) =>
        element.GetProperty(property).GetString() ?? throw new FormatException($"'{property}' is null.");

    /// <summary>Whether an exception says that JSON is not what was expected, rather than that something is broken.</summary>
    public static bool IsBadContent(Exception failure) =>
        failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException;
}
