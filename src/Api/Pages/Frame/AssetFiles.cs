using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compensation.Api.Pages.Frame;

/// <summary>What pages need beside their HTML. Addresses tell the content by its hash, so browsers keep a file until it changes.</summary>
internal static class AssetFiles
{
    private const string Folder = "/assets/";
    private const int HashLength = 12;

    private static readonly FrozenDictionary<string, Asset> Files = new (string Name, string MediaType)[]
    {
        ("console.css", "text/css; charset=utf-8"), ("console.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(file => file.Name, file => new Asset(Read(file.Name), file.MediaType));

    /// <summary>The address of the styles.</summary>
    public static string Style { get; } = AddressOf("console.css");

    /// <summary>The address of the script.</summary>
    public static string Script { get; } = AddressOf("console.js");

    /// <summary>The address of the icon.</summary>
    public static string Icon { get; } = AddressOf("icon.svg");

    /// <summary>Serves the files.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Folder + "{name}", (string name, HttpResponse response) =>
    {
        if (!Files.TryGetValue(name, out var file))
        {
            return Results.NotFound();
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(file.Content, file.MediaType);
    });

    private static string AddressOf(string name) =>
        $"{Folder}{name}?{Convert.ToHexStringLower(SHA256.HashData(Files[name].Content))[..HashLength]}";

    private static byte[] Read(string name)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private sealed record Asset(byte[] Content, string MediaType);
}
