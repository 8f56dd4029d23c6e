using Compensation.Rules.Plans;

namespace Compensation.Bench.Data;

/// <summary>Reads the benchmark's plans, which lie beside the program.</summary>
internal static class BenchmarkPlan
{
    /// <summary>Reads one.</summary>
    /// <param name="name">Its name, such as <c>p1</c>.</param>
    public static Plan Read(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "plans", name + ".yaml");
        var (plan, findings) = PlanChecker.Check(File.ReadAllText(path), path);
        return plan ?? throw new InvalidOperationException(string.Join(Environment.NewLine, findings));
    }
}
