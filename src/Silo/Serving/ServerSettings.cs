using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Compensation.Silo.Closing;
using Microsoft.Extensions.Configuration;

namespace Compensation.Silo.Serving;

/// <summary>Reads a server's settings. A setting that there is not, or whose value is not as it has to be, is an error that names it, its value, the place
/// where it stands and what to do.</summary>
internal static class ServerSettings
{
    /// <summary>What variables of the environment begin with: <c>COMPENSATION__Api__Issuer</c> sets <c>Api:Issuer</c>.</summary>
    public const string Prefix = "COMPENSATION__";

    private const string Remedy = "docs/reference/api.md lists all settings.";

    /// <summary>What the program sets itself.</summary>
    private static readonly HashSet<PropertyInfo> NotSet = [typeof(Compensation.Grains.Hosting.GrainOptions)
        .GetProperty(nameof(Compensation.Grains.Hosting.GrainOptions.Engine))!];

    /// <summary>All settings by their names.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Known { get; } =
        PropertiesOf(typeof(ServerOptions), "").ToDictionary(known => known.Name, known => known.Property, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the settings.</summary>
    /// <param name="file">A JSON file; null for none.</param>
    /// <param name="commandLine">What the command line says.</param>
    /// <returns>The settings, or what is wrong with them.</returns>
    public static (ServerOptions? Options, IReadOnlyList<string> Findings) Read(string? file, IReadOnlyDictionary<string, string?> commandLine)
    {
        var builder = new ConfigurationBuilder();
        var places = new List<Func<string, string>>();
        if (file is not null)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
            places.Add(_ => file);
        }

        builder.AddEnvironmentVariables(Prefix).AddInMemoryCollection(commandLine);
        places.Add(name => $"variable {Prefix}{name.Replace(":", "__", StringComparison.Ordinal)}");
        places.Add(_ => "command line");
        IConfigurationRoot root;
        try
        {
            root = builder.Build();
        }
        catch (Exception error) when (error is InvalidDataException or FormatException)
        {
            return (null, [$"The settings cannot be read: {error.Message} {error.InnerException?.Message}".Trim()]);
        }

        var placeOf = (string name) => root.Providers.Zip(places).LastOrDefault(part => part.First.TryGet(name, out _)).Second?.Invoke(name) ?? "not set";
        var findings = root.AsEnumerable().Where(setting => setting.Value is not null)
            .Select(setting => FindingOf(setting.Key, setting.Value!, placeOf(setting.Key))).OfType<string>().ToList();
        if (findings.Count > 0)
        {
            return (null, findings);
        }

        var options = root.Get<ServerOptions>() ?? new ServerOptions();
        options = options with { Grains = options.Grains with { Engine = ClosedRun.Engine } };
        findings = [.. new[] { ("", (object)options), ("Grains:", options.Grains), ("Api:", options.Api), ("Telemetry:", options.Telemetry) }
            .SelectMany(part => FindingsOf(part.Item1, part.Item2, placeOf))];
        return findings.Count == 0 ? (options, []) : (null, findings);
    }

    private static IEnumerable<(string Name, PropertyInfo Property)> PropertiesOf(Type options, string prefix) =>
        options.GetProperties().Where(property => property.CanWrite && !NotSet.Contains(property)).SelectMany(property =>
            property.PropertyType.IsClass && property.PropertyType != typeof(string)
                ? PropertiesOf(property.PropertyType, $"{prefix}{property.Name}:")
                : [($"{prefix}{property.Name}", property)]);

    /// <summary>What is wrong with a setting by itself; null where nothing is.</summary>
    private static string? FindingOf(string name, string value, string place)
    {
        if (!Known.TryGetValue(name, out var property))
        {
            return $"{name} = '{value}' ({place}): There is no such setting. {Remedy}";
        }

        try
        {
            TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(value);
            return null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            return $"{name} = '{value}' ({place}): This is not what the setting takes. Give {WhatOf(property.PropertyType)}.";
        }
    }

    private static string WhatOf(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(double) => "a number",
        _ => "a whole number",
    };

    private static IEnumerable<string> FindingsOf(string prefix, object options, Func<string, string> placeOf)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return from result in results
               let name = result.MemberNames.FirstOrDefault() ?? ""
               let value = options.GetType().GetProperty(name)?.GetValue(options)
               select $"{prefix}{name} = '{value}' ({placeOf(prefix + name)}): {result.ErrorMessage}";
    }
}
