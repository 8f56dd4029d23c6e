using Compensation.Testing;
using Xunit;

namespace Compensation.Cluster;

/// <summary>Marks a test that needs PostgreSQL and Orleans' scripts for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ScriptsFactAttribute : FactAttribute
{
    private const string Variable = "ORLEANS_SQL";

    public ScriptsFactAttribute() => Skip = !PostgreSqlServer.IsInstalled ? PostgreSqlServer.Needed
        : Environment.GetEnvironmentVariable(Variable) is null ? $"needs Orleans' scripts: name the folder src/AdoNet of its sources in {Variable}." : null;

    /// <summary>The path of a script.</summary>
    public static string Find(string script) => Directory.GetFiles(
        Environment.GetEnvironmentVariable(Variable)!, $"PostgreSQL-{script}.sql", SearchOption.AllDirectories).Single();
}
