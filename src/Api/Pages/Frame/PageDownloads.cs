using System.IO.Compression;
using System.Net.Mime;
using Compensation.Api.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Compensation.Api.Pages.Frame;

/// <summary>Gives files that calls send part by part to browsers, as fast as they take them.</summary>
internal static class PageDownloads
{
    /// <summary>Gives all files as one archive.</summary>
    /// <param name="response">The page's answer.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="parts">The files.</param>
    public static async Task<IResult> ZipAsync(HttpResponse response, string name, IAsyncEnumerable<FileChunk> parts)
    {
        ZipArchive? archive = null;
        Stream? entry = null;
        try
        {
            await foreach (var part in parts)
            {
                if (part.Name.Length > 0)
                {
                    await EndAsync(entry);
                    // What is refused is refused before the first part, so that a page can still say why.
                    archive ??= await BeginZipAsync(response, name);
                    entry = await archive.CreateEntry(part.Name, CompressionLevel.Fastest).OpenAsync(response.HttpContext.RequestAborted);
                }

                await entry!.WriteAsync(part.Content.Memory, response.HttpContext.RequestAborted);
            }

            await EndAsync(entry);
            entry = null;
        }
        finally
        {
            await EndAsync(entry);
            if (archive is not null)
            {
                await archive.DisposeAsync();
            }
        }

        return Results.Empty;
    }

    /// <summary>Gives one file as it is.</summary>
    /// <inheritdoc cref="ZipAsync"/>
    public static async Task<IResult> FileAsync(HttpResponse response, IAsyncEnumerable<FileChunk> parts)
    {
        await foreach (var part in parts)
        {
            if (part.Name.Length > 0)
            {
                Begin(response, part.Name, part.MediaType);
            }

            await response.Body.WriteAsync(part.Content.Memory, response.HttpContext.RequestAborted);
        }

        return Results.Empty;
    }

    private static async Task<ZipArchive> BeginZipAsync(HttpResponse response, string name)
    {
        Begin(response, name, MediaTypeNames.Application.Zip);
        return await ZipArchive.CreateAsync(response.BodyWriter.AsStream(), ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null,
            response.HttpContext.RequestAborted);
    }

    private static void Begin(HttpResponse response, string name, string mediaType)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.ContentType = mediaType;
    }

    private static async Task EndAsync(Stream? entry)
    {
        if (entry is not null)
        {
            await entry.DisposeAsync();
        }
    }
}
