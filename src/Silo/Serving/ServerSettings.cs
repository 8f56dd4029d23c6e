using System.ComponentModel.DataAnnotations;
using Compensation.Silo.Closing;
using Microsoft.Extensions.Configuration;

namespace Compensation.Silo.Serving;

/// <summary>Reads a server's settings. A setting that there is not, or that is outside its range, is an error that names it.</summary>
internal static class ServerSettings
{
    /// <summary>What variables of the environment begin with: <c>COMPENSATION__Api__Issuer</c> sets <c>Api:Issuer</c>.</summary>
    public const string Prefix = "COMPENSATION__";

    /// <summary>Reads the settings.</summary>
    /// <param name="file">A JSON file; null for none.</param>
    /// <param name="commandLine">What the command line says.</param>
    /// <returns>The settings, or what is wrong with them.</returns>
    public static (ServerOptions? Options, IReadOnlyList<string> Findings) Read(string? file, IReadOnlyDictionary<string, string?> commandLine)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        ServerOptions options;
        try
        {
            options = builder.AddEnvironmentVariables(Prefix).AddInMemoryCollection(commandLine).Build()
                .Get<ServerOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new ServerOptions();
        }
        catch (Exception error) when (error is InvalidOperationException or InvalidDataException or FormatException)
        {
            return (null, [$"The settings cannot be read: {error.Message} {error.InnerException?.Message}".Trim()]);
        }

        options = options with { Grains = options.Grains with { Engine = ClosedRun.Engine } };
        var findings = new[] { ("", (object)options), ("Grains:", options.Grains), ("Api:", options.Api) }
            .SelectMany(part => FindingsOf(part.Item1, part.Item2)).ToList();
        return findings.Count == 0 ? (options, []) : (null, findings);
    }

    private static IEnumerable<string> FindingsOf(string prefix, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => $"{prefix}{result.MemberNames.FirstOrDefault()} = "
            + $"'{options.GetType().GetProperty(result.MemberNames.FirstOrDefault() ?? "")?.GetValue(options)}': {result.ErrorMessage}");
    }
}
